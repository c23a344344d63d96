/** Wakes workers of the service whose work a use case made due now. */
export class WorkSignal {
  readonly #listeners = new Set<(works: readonly string[], sure: boolean) => void>();

  /**
   * For work that may be due: the worker asks for it.
   * @param works names of due work. @returns what to do after the commit, as in `tx.afterCommit(signal.waking(…))`.
   */
  waking(...works: readonly string[]): () => void {
    return () => this.#tell(works, false);
  }

  /** For work that the transaction made due for sure: the worker does it without asking. */
  calling(...works: readonly string[]): () => void {
    return () => this.#tell(works, true);
  }

  listen(listener: (works: readonly string[], sure: boolean) => void): void {
    this.#listeners.add(listener);
  }

  #tell(works: readonly string[], sure: boolean): void {
    for (const listener of this.#listeners) listener(works, sure);
  }
}
