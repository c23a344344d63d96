/** Wakes workers of the service whose work a use case made due now. */
export class WorkSignal {
  readonly #listeners = new Set<(works: readonly string[]) => void>();

  /** @param works names of due work. @returns what to do after the commit, as in `tx.afterCommit(signal.waking(…))`. */
  waking(...works: readonly string[]): () => void {
    return () => {
      for (const listener of this.#listeners) listener(works);
    };
  }

  listen(listener: (works: readonly string[]) => void): void {
    this.#listeners.add(listener);
  }
}
