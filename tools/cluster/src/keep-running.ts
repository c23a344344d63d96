import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 500;
const LONGEST_MS = 10_000;
/** One that lived longer than this has recovered. */
const STEADY_MS = 30_000;

/**
 * Starts a process again when it ends without being told to, later and later while it keeps ending: what Kubernetes
 * does.
 */
export class KeepRunning {
  #pause = FIRST_MS;
  #startedAt = performance.now();

  constructor(
    private readonly start: () => void,
    private readonly say: (line: string) => void,
    private readonly signal: AbortSignal,
  ) {}

  async ended(title: string): Promise<void> {
    if (performance.now() - this.#startedAt > STEADY_MS) this.#pause = FIRST_MS;
    this.say(`!!! ${title} starts again in ${this.#pause} ms`);
    await sleep(this.#pause, undefined, { signal: this.signal }).catch(() => undefined);
    this.#pause = Math.min(this.#pause * 2, LONGEST_MS);
    if (this.signal.aborted) return;
    this.#startedAt = performance.now();
    this.start();
  }
}
