import { nextTick } from 'node:process';
import type { ClientBase } from 'pg';
import type { Answers, Transaction } from './sql.js';
import { runStatement, type Statements } from './run-statement.js';

/** The `Transaction` handed to a use case; it refuses statements once it has been closed. */
export class OpenTransaction implements Transaction {
  readonly #client: ClientBase;
  readonly #statements: Statements;
  readonly #callbacks: (() => void)[] = [];
  readonly #last: Promise<unknown>[] = [];
  #failure: { readonly error: unknown } | undefined;
  #open = true;

  constructor(
    readonly name: string,
    client: ClientBase,
    statements: Statements,
  ) {
    this.#client = client;
    this.#statements = statements;
  }

  async query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]> {
    return (await this.#run(text, values)).rows as R[];
  }

  async execute(text: string, values?: readonly unknown[]): Promise<number> {
    return (await this.#run(text, values)).rowCount;
  }

  afterCommit(fn: () => void): void {
    this.#callbacks.push(fn);
  }

  pipeline<const T extends readonly unknown[]>(statements: T): Promise<Answers<T>> {
    return Promise.all(statements) as Promise<Answers<T>>;
  }

  pipelineWithCommit(statements: readonly Promise<unknown>[]): void {
    const answers = Promise.all(statements);
    this.#last.push(answers);
    answers.catch((error: unknown) => (this.#failure ??= { error }));
  }

  /**
   * Resolves when the last pipeline is on its way. What fails before it reaches the server (a payload too large, a
   * value that has no form in SQL) fails without waiting for it, the driver's own checks at the next tick: behind two
   * ticks it is known.
   * @throws that failure.
   */
  async sent(): Promise<void> {
    if (this.#last.length === 0) return;
    for (let tick = 0; tick < 2; tick += 1) await new Promise<void>((resolve) => nextTick(resolve));
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for the answers to the last pipeline. @throws the error of the first that failed. */
  async answered(): Promise<void> {
    await Promise.all(this.#last);
  }

  /** What made a statement fail: the one before it, when that was not waited for. */
  causeOf(error: unknown): unknown {
    return this.#failure ? this.#failure.error : error;
  }

  /**
   * Ends the use of this handle; a statement that somebody forgot to await fails instead of running outside the
   * transaction.
   */
  close(): readonly (() => void)[] {
    this.#open = false;
    return this.#callbacks;
  }

  #run(text: string, values?: readonly unknown[]) {
    if (!this.#open) throw new Error(`transaction ${this.name} is over; a statement came after its end`);
    return runStatement(this.#client, this.#statements, text, values);
  }
}
