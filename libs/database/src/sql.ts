/** What a store needs: run SQL and get rows. Implemented by the pool (`Database`) and by a `Transaction`. */
export interface Sql {
  /**
   * Runs one statement and returns its rows (timestamptz → epoch ms, date → 'YYYY-MM-DD', int8 → bigint, jsonb →
   * value).
   * With `values` (an empty array counts) it is a prepared statement, planned once per connection and found by its
   * text,
   * so the text must be a constant. Without `values` it is sent as is and may hold several statements (DDL).
   * A `Transaction` pipelines: several queries may be awaited together and still run in the order they were issued.
   */
  query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** The same for statements that return nothing: the number of affected rows. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
}

/** One open database transaction (READ COMMITTED); unusable after `Database.transaction` has returned. */
export interface Transaction extends Sql {
  readonly name: string;
  /**
   * The last statements, issued already, whose answers `work` has no use for: the commit is sent right behind them
   * instead of
   * a turn later, so that the transaction is open for a shorter time. If one fails, nothing is committed and its error
   * is thrown.
   */
  lastly(statements: Promise<unknown>): void;
  /** `fn` runs after a successful commit, in order of registration; never after a rollback. It must not throw. */
  afterCommit(fn: () => void): void;
}

/** Called at `<transaction>.before-commit` and `<transaction>.after-commit`; may throw, wait or end the process. */
export interface FailpointHook {
  (name: string): void | Promise<void>;
}
