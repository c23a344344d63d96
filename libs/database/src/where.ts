/**
 * The conditions of a list that are asked for. One that is not does not stand in the text: `$1 is null or column = $1`
 * would leave PostgreSQL to plan one statement for all of them, and a plan for all reads the whole table.
 */
export class Where {
  readonly values: unknown[] = [];
  readonly #conditions: string[] = [];

  /** @param condition a constant text with a `?` for each value; it is left out when the first value is */
  and(condition: string, ...values: readonly unknown[]): this {
    if (values.length > 0 && (values[0] === null || values[0] === undefined)) return this;
    let next = 0;
    this.#conditions.push(condition.replace(/\?/g, () => this.value(values[next++])));
    return this;
  }

  /** The number of a value that stands outside of the conditions. */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  get text(): string {
    return this.#conditions.length === 0 ? '' : `where ${this.#conditions.join(' and ')}`;
  }
}
