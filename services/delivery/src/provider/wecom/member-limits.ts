import { HOUR, MINUTE } from '@perennial/kernel/instant';

/** What one colleague gets from an app: WeCom drops the rest without a word. */
const PER_MINUTE = 30;
const PER_HOUR = 1_000;

/** Counts what colleagues got, so that nothing is sent that would be dropped. Time is monotonic ms. */
export class MemberLimits {
  readonly #sent = new Map<string, number[]>();

  constructor(private readonly monotonic: () => number) {}

  /** Counts one more. @returns for how many ms he can get none; then it is not counted. */
  take(userId: string): number {
    const now = this.monotonic();
    const sent = (this.#sent.get(userId) ?? []).filter((at) => now - at < HOUR);
    const minute = sent[sent.length - PER_MINUTE];
    const wait = Math.max(
      sent.length >= PER_HOUR ? HOUR - (now - (sent[0] ?? now)) : 0,
      minute === undefined ? 0 : MINUTE - (now - minute),
    );
    if (wait > 0) return wait;
    this.#forget(now);
    this.#sent.set(userId, [...sent, now]);
    return 0;
  }

  /** Whoever got nothing for an hour is forgotten. */
  #forget(now: number): void {
    for (const [userId, sent] of this.#sent) if (now - (sent.at(-1) ?? 0) >= HOUR) this.#sent.delete(userId);
  }
}
