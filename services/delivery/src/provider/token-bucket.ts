/** Of the full rate: how much comes back in each second without a complaint, and how little is left at least. */
const RECOVERY = 0.01;
const LEAST = 1 / 64;
/** Complaints of calls that were under way together count once. */
const TOGETHER_MS = 1_000;
/** However long a provider asks us to stay away, it is tried again by then. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * The rate of calls that an account may make. A provider that wants fewer halves it; it comes back slowly, so that an
 * account that others use as well does not go up and down. Time is monotonic ms.
 */
export class TokenBucket {
  #tokens: number;
  #countedAt: number;
  #learned: number;
  #learnedAt: number;
  #pausedUntil = 0;

  /** @param full calls a second that the account has. */
  constructor(
    private readonly full: number,
    private readonly monotonic: () => number,
  ) {
    const now = monotonic();
    this.#tokens = Math.max(1, full);
    this.#countedAt = now;
    this.#learned = full;
    this.#learnedAt = now;
  }

  /** Calls a second, as far as is known. */
  get rate(): number {
    const seconds = (this.monotonic() - this.#learnedAt) / 1_000;
    return Math.min(this.full, this.#learned + this.full * RECOVERY * seconds);
  }

  /** A second's worth, and one at least. */
  get #burst(): number {
    return Math.max(1, this.rate);
  }

  /** Calls that could start within a second. */
  room(): number {
    this.#count();
    if (this.monotonic() < this.#pausedUntil) return 0;
    return Math.max(0, Math.floor(Math.min(this.#burst, this.#tokens + this.rate)));
  }

  /** Takes a token. @returns after how many ms its call may start; undefined, and none is taken, when that is later. */
  take(withinMs: number): number | undefined {
    this.#count();
    const pause = Math.max(0, this.#pausedUntil - this.monotonic());
    const wait = Math.max(pause, this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.rate) * 1_000);
    if (wait > withinMs) return undefined;
    this.#tokens -= 1;
    return wait;
  }

  /** The provider wants fewer calls. @param retryAfterMs none before that. */
  slowDown(retryAfterMs = 0): void {
    const now = this.monotonic();
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(retryAfterMs, LONGEST_PAUSE_MS));
    if (this.#learned < this.full && now - this.#learnedAt < TOGETHER_MS) return;
    this.#count();
    this.#learned = Math.max(this.full * LEAST, this.rate / 2);
    this.#learnedAt = now;
    this.#tokens = Math.min(this.#tokens, this.#learned);
  }

  #count(): void {
    const now = this.monotonic();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#countedAt) / 1_000) * this.rate);
    this.#countedAt = now;
  }
}
