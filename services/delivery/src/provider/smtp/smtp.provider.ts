import { buildMail } from '../../channel/email/build-mail.js';
import { checkHeaders } from '../../channel/email/header-text.js';
import type { Mail } from '../../channel/email/mail.js';
import { bounceAddress } from './bounce-address.js';
import { readBounce, type BounceOptions } from './read-bounce.js';
import type { LookupResult, Provider, ProviderResult } from '../provider.js';
import { Slots } from '../slots.js';
import { TIMINGS, type Timings } from '../timings.js';
import { SmtpSession, type SmtpServer } from './smtp-session.client.js';

export interface SmtpOptions {
  /** Which of several servers it is. */
  readonly name?: string;
  /** smtp:// or smtps://, with user and password where the server wants them. */
  readonly url: string;
  readonly connections?: number;
  /** Whether TLS must be there over smtp://; without it where there is a login, and used where it is offered. */
  readonly tls?: 'required' | 'offered' | undefined;
  readonly timings?: Timings;
  readonly monotonic: () => number;
  /** Where mails that cannot be delivered come back to; undefined: to the sender, and nobody reads them. */
  readonly bounces?: BounceOptions | undefined;
}

const CONNECTIONS = 5;
const MOST_IN_HAND = 200;

/**
 * Mail over SMTP in our own slots: nodemailer's pool would requeue by itself. SMTP can neither be asked what became of
 * a mail nor recognise a repeat, so whatever ends without an answer behind the final dot stays uncertain.
 */
export class SmtpProvider implements Provider<Mail> {
  readonly name: string;
  readonly channel = 'EMAIL';
  readonly capabilities = { lookup: false, idempotent: false };
  readonly endpoint: string;
  readonly readCallback?: NonNullable<Provider['readCallback']>;
  readonly #bounces: BounceOptions | undefined;
  readonly #slots: Slots;
  readonly #idle: SmtpSession[];

  constructor(options: SmtpOptions) {
    const { connections = CONNECTIONS, timings = TIMINGS, monotonic } = options;
    const { bounces } = options;
    this.name = options.name ?? 'smtp';
    this.#bounces = bounces;
    if (bounces) this.readCallback = (callback) => readBounce(callback, bounces);
    const server = serverOf(options.url, options.tls);
    this.endpoint = `${server.host}:${server.port}`;
    this.#slots = new Slots(connections, MOST_IN_HAND, monotonic);
    this.#idle = Array.from({ length: connections }, () => new SmtpSession(server, timings, monotonic));
  }

  capacity(): number {
    return this.#slots.capacity();
  }

  async send(mail: Mail, { callBy }: { callBy: number }): Promise<ProviderResult> {
    const checked = checkHeaders(mail);
    if (!checked.ok) return { kind: 'refused', ...checked.error };
    const envelope = { from: this.#sender(mail), to: mail.to.address };
    return (
      (await this.#slots.run(async () => await this.#call(envelope, await buildMail(mail), callBy), callBy)) ?? {
        kind: 'expired',
      }
    );
  }

  /** What comes back names the mail by the address that it comes back to. */
  #sender({ from, idempotencyKey }: Mail): string {
    if (!this.#bounces) return from.address;
    return bounceAddress(this.#bounces.address, this.#bounces.keys, idempotencyKey);
  }

  async lookup(): Promise<LookupResult> {
    return { kind: 'unanswered', reason: 'SMTP has no lookup' };
  }

  async close(): Promise<void> {
    for (const session of this.#idle) session.close();
  }

  async #call(envelope: { from: string; to: string }, content: Buffer, callBy: number): Promise<ProviderResult> {
    // Warm sessions lie on top; there is one for each slot.
    const session = this.#idle.pop() as SmtpSession;
    try {
      const { warm } = session;
      const result = await session.send(envelope, content, callBy);
      // A connection that the server ended while it was idle says nothing about the mail: once more over a new one.
      if (warm && result.kind === 'later' && !/^SMTP_(\d|TIMEOUT)/.test(result.reason))
        return await session.send(envelope, content, callBy);
      return result;
    } finally {
      this.#idle.push(session);
    }
  }
}

function serverOf(text: string, tls: SmtpOptions['tls']): SmtpServer {
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname,
    port: url.port === '' ? (secure ? 465 : 25) : Number(url.port),
    secure,
    // A password in clear is for everybody on the way: whoever takes the offer of TLS out of the greeting gets none.
    requireTls: tls === undefined ? url.username !== '' : tls === 'required',
    auth:
      url.username === ''
        ? undefined
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}
