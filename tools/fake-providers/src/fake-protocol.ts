/** A request as it came in, byte for byte. */
export interface FakeRequest {
  readonly method: string;
  /** Path and query, as written. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Wall clock, ms. */
  readonly receivedAt: number;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A message that a fake took. It reaches nobody. */
export interface TakenMessage {
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  /** As a person would read it. */
  readonly text: string;
  /** The sender's own key, where the protocol has a place for it. */
  readonly key: string;
  /** Where its receipt goes; undefined: nowhere. */
  readonly callbackUrl: string | undefined;
  readonly takenAt: number;
}

/** What became of a request: an answer, and the message that it brought. */
export interface Handled {
  readonly answer: FakeAnswer;
  readonly message?: TakenMessage;
}

/** How a message ends. */
export type Ending = 'delivered' | 'failed' | 'no_such_number';

/** One call of our callback URL. */
export interface FakeCallback {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The protocol of one provider: it refuses what the real one refuses, and remembers what it took. */
export interface FakeProtocol {
  /** As the settings of delivery name it: sms-aliyun. */
  readonly name: string;
  readonly channel: string;
  /** @param taken what it took before, the newest last. */
  handle(request: FakeRequest, taken: readonly TakenMessage[]): Handled;
  /** It wants fewer calls. @param retryAfterMs undefined: it does not say for how long. */
  throttled(retryAfterMs: number | undefined): FakeAnswer;
  /** It refuses with a code of its own. */
  refused(code: string): FakeAnswer;
  /** @returns undefined for a message that nobody wants to hear of. */
  receipt(message: TakenMessage, ending: Ending, at: number): FakeCallback | undefined;
  /** Somebody answers. */
  reply(message: TakenMessage, text: string, at: number): FakeCallback | undefined;
  /** What became of a message, in a word; undefined where the protocol knows no such thing. */
  stateOf?(message: TakenMessage): string | undefined;
  /**
   * A command of the control port that is this protocol's alone, as `POST confirm`. @returns undefined for one that it
   * does not know. @throws RangeError with what is wrong.
   */
  command?(name: string, body: unknown): unknown;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** Nonces and the like: what was seen once is refused. Forgets what is older than it needs to know. */
export class Seen {
  readonly #at = new Map<string, number>();

  constructor(private readonly keptMs: number) {}

  /** @returns whether it is new. */
  note(key: string, now: number): boolean {
    for (const [old, at] of this.#at) if (now - at > this.keptMs) this.#at.delete(old);
    if (this.#at.has(key)) return false;
    this.#at.set(key, now);
    return true;
  }
}

/** A host, a scheme or an address in a value: no domestic provider takes one. */
export function holdsUrl(value: string): boolean {
  return /:\/\/|\bwww\.|\b\d{1,3}(\.\d{1,3}){3}\b|[a-z0-9-]+\.(com|cn|net|org|io|example)\b/i.test(value);
}
