/** Lets one loop sleep until somebody calls it or its time is over; a call while it works is not lost. */
export class Wakeup {
  #called = false;
  #resolve: (() => void) | undefined;

  /** Whether a call has not been answered yet. */
  get called(): boolean {
    return this.#called;
  }

  wake(): void {
    this.#called = true;
    this.#resolve?.();
  }

  /**
   * Resolves at the next call, at once when one came since the last wait, or after `ms`. @returns whether it was
   * called.
   */
  async wait(ms: number): Promise<boolean> {
    if (!this.#called) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.#resolve = undefined;
    }
    const called = this.#called;
    this.#called = false;
    return called;
  }
}
