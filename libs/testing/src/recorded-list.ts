/** What a fake provider accepted, in order of acceptance, and a way to wait for more. */
export class RecordedList<T> {
  #items: T[] = [];
  readonly #waiting = new Set<() => void>();

  add(item: T): void {
    this.#items.push(item);
    for (const check of this.#waiting) check();
  }

  get items(): readonly T[] {
    return this.#items;
  }

  /** Forgets what was recorded so far. */
  clear(): void {
    this.#items = [];
  }

  /**
   * Resolves with the items once there are at least `count`; rejects after `timeoutMs`, telling how many there were.
   */
  waitFor(count: number, timeoutMs = 10_000): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      const check = (): void => {
        if (this.#items.length < count) return;
        end();
        resolve(this.#items);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${this.#items.length} of ${count} were accepted within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#waiting.add(check);
      check();
    });
  }
}
