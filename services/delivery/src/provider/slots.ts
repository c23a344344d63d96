/** Weight of the newest call in the measured duration. */
const NEWEST = 0.1;
/** A call that runs this long says that its slot will not come free within the second. */
const STALE_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A fixed number of concurrent calls, the rest waits in order. From the measured duration of a call it tells how many
 * more could start within a second, so that attempts are written only for calls that can (50 attempts on 5 connections
 * put 30 behind their call_by). Slots that hang are not counted on.
 */
export class Slots {
  #meanMs: number | undefined;
  readonly #running = new Map<object, number>();
  readonly #waiting = new Set<(slot: object | undefined) => void>();

  /** @param most calls accepted at once, running and waiting. */
  constructor(
    private readonly size: number,
    private readonly most: number,
    private readonly monotonic: () => number,
  ) {}

  capacity(): number {
    const now = this.monotonic();
    let stale = 0;
    for (const started of this.#running.values()) if (now - started > STALE_MS) stale += 1;
    const lively = this.size - stale;
    const withinSecond =
      this.#meanMs === undefined ? lively : Math.floor((lively * 1_000) / Math.max(this.#meanMs, 0.1));
    const inHand = this.#running.size - stale + this.#waiting.size;
    return Math.max(0, Math.max(lively, Math.min(this.most, withinSecond)) - inHand);
  }

  /** @returns undefined when no slot came free before `until` (monotonic ms): then `call` was not begun. */
  async run<T>(call: () => Promise<T>, until: number): Promise<T | undefined> {
    const slot = this.#running.size < this.size ? this.#take() : await this.#turn(until);
    if (!slot) return undefined;
    const started = this.monotonic();
    try {
      return await call();
    } finally {
      const took = this.monotonic() - started;
      this.#meanMs = this.#meanMs === undefined ? took : this.#meanMs + (took - this.#meanMs) * NEWEST;
      this.#running.delete(slot);
      const [next] = this.#waiting;
      // Taken for the next one at once: it wakes up later, and nobody may slip in before.
      if (next) next(this.#take());
    }
  }

  #take(): object {
    const slot = {};
    this.#running.set(slot, this.monotonic());
    return slot;
  }

  #turn(until: number): Promise<object | undefined> {
    return new Promise((resolve) => {
      const wake = (slot: object | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(slot);
      };
      const timer = setTimeout(
        () => wake(undefined),
        Math.min(LONGEST_TIMER_MS, Math.max(0, until - this.monotonic())),
      );
      this.#waiting.add(wake);
    });
  }
}
