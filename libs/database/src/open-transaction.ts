import type { ClientBase } from 'pg';
import type { Transaction } from './sql.js';
import { runStatement, type Statements } from './run-statement.js';

/** The `Transaction` handed to a use case; it refuses statements once it has been closed. */
export class OpenTransaction implements Transaction {
  readonly #client: ClientBase;
  readonly #statements: Statements;
  readonly #callbacks: (() => void)[] = [];
  #open = true;

  constructor(readonly name: string, client: ClientBase, statements: Statements) {
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

  /** Ends the use of this handle; a statement that somebody forgot to await fails instead of running outside the transaction. */
  close(): readonly (() => void)[] {
    this.#open = false;
    return this.#callbacks;
  }

  #run(text: string, values?: readonly unknown[]) {
    if (!this.#open) throw new Error(`transaction ${this.name} is over; a statement came after its end`);
    return runStatement(this.#client, this.#statements, text, values);
  }
}
