/** Weight of the newest call in the measured duration. */
const NEWEST = 0.1;

/**
 * A fixed number of concurrent calls, the rest waits in order. From the measured duration of a call it tells how many more
 * could start within a second, so that attempts are written only for calls that can (50 attempts on 5 connections put 30
 * behind their call_by).
 */
export class Slots {
  #running = 0;
  #meanMs: number | undefined;
  readonly #waiting: (() => void)[] = [];

  /** @param most calls accepted at once, running and waiting. */
  constructor(private readonly size: number, private readonly most: number, private readonly monotonic: () => number) {}

  capacity(): number {
    const inHand = this.#running + this.#waiting.length;
    const withinSecond = this.#meanMs === undefined ? this.size : Math.floor((this.size * 1_000) / Math.max(this.#meanMs, 0.1));
    return Math.max(0, Math.max(this.size, Math.min(this.most, withinSecond)) - inHand);
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#running >= this.size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    const started = this.monotonic();
    try {
      return await call();
    } finally {
      const took = this.monotonic() - started;
      this.#meanMs = this.#meanMs === undefined ? took : this.#meanMs + (took - this.#meanMs) * NEWEST;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
