/** What a store needs: run SQL and get rows. Implemented by the pool (`Database`) and by a `Transaction`. */
export interface Sql {
  /**
   * Runs one statement and returns its rows (timestamptz → epoch ms, date → 'YYYY-MM-DD', int8 → bigint, jsonb →
   * value). With `values` (an empty array counts) it is a prepared statement, planned once per connection and found by
   * its text, so the text must be a constant. Without `values` it is sent as is and may hold several statements (DDL).
   */
  query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** The same for statements that return nothing: the number of affected rows. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
}

/** The answers to a list of statements, in its order. */
export type Answers<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> };

/** One connection, whose statements run in the order in which they are issued. */
export interface Connection extends Sql {
  /**
   * Runs statements as one pipeline: they leave in one write, the server runs them in the order of the list, and no
   * round trip is spent between two of them. A later one sees what an earlier one wrote and runs under its locks, but
   * none can be made from the answer of another. `tx.pipeline([lockTerms(tx, ids), readTerms(tx, ids)])`
   *
   * @returns their answers in the order of the list. @throws the error of the first that failed.
   */
  pipeline<const T extends readonly unknown[]>(statements: T): Promise<Answers<T>>;
}

/** One open database transaction (READ COMMITTED); unusable after `Database.transaction` has returned. */
export interface Transaction extends Connection {
  readonly name: string;
  /**
   * The last pipeline of the transaction, whose answers `work` has no use for: the commit is sent right behind it, so
   * that the transaction is open for a round trip less. Returns at once. If a statement fails, nothing is committed and
   * its error is thrown by `Database.transaction`. What a statement's `.then` writes down is there after the commit.
   */
  pipelineWithCommit(statements: readonly Promise<unknown>[]): void;
  /** `fn` runs after a successful commit, in order of registration; never after a rollback. It must not throw. */
  afterCommit(fn: () => void): void;
}

/** Called at `<transaction>.before-commit` and `<transaction>.after-commit`; may throw, wait or end the process. */
export interface FailpointHook {
  (name: string): void | Promise<void>;
}
