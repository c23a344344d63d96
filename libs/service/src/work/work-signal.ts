/** Wakes the service's workers: call it through `tx.afterCommit` when a use case made work due now. */
export class WorkSignal {
  readonly #listeners = new Set<() => void>();

  readonly raise = (): void => {
    for (const listener of this.#listeners) listener();
  };

  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
