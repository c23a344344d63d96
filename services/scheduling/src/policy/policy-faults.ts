/** Why policies select nothing, as this process has seen it: shown beside them in their list. */
export class PolicyFaults {
  #unreadable: readonly string[] = [];
  readonly #failed = new Set<string>();

  /** Of the active policies as they stand now; conditions that failed are forgotten with the version that they had. */
  unreadable(names: readonly string[]): void {
    this.#unreadable = names;
    this.#failed.clear();
  }

  failed(names: readonly string[]): void {
    for (const name of names) this.#failed.add(name);
  }

  /** By name of the policy. */
  all(): ReadonlyMap<string, string> {
    return new Map([
      ...[...this.#failed].map((name) => [name, 'its condition failed for a term, and selects nothing then'] as const),
      ...this.#unreadable.map((name) => [name, 'this build cannot read its newest version'] as const),
    ]);
  }
}
