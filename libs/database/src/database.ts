import pg from 'pg';
import { sqlState } from './errors.js';
import { OpenTransaction } from './open-transaction.js';
import { poolConfig, type PoolOptions } from './pool-config.js';
import { runStatement, sqlOn, type StatementResult, type Statements } from './run-statement.js';
import { sentTogether } from './sent-together.js';
import type { Connection, FailpointHook, Sql, Transaction } from './sql.js';

export type { Connection, FailpointHook, Sql, Transaction } from './sql.js';

export interface DatabaseOptions extends PoolOptions {
  /** Inert unless given. */
  readonly failpoint?: FailpointHook;
  /** Told about broken connections, idle ones included; without a listener node-pg would end the process. */
  readonly onPoolError: (error: Error) => void;
}

export interface DatabaseStats {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
  /** Statements sent so far, begin, commit and rollback included. */
  readonly statements: number;
  /** Transactions, sessions and statements other than `select` that have ended: while it stands nothing was written. */
  readonly writes: number;
}

const READS = /^\s*select\b/i;

/** Connections that must not go back to their pool. */
const broken = new WeakSet<pg.PoolClient>();

/**
 * 0A000 "cached plan must not change result type" and 26000: prepared statements of this connection predate a
 * migration.
 */
const STALE_STATEMENT = new Set(['0A000', '26000']);

/** The database of one service: a pool of connections, autocommit statements and transactions. */
export class Database implements Sql {
  readonly #pool: pg.Pool;
  readonly #statements: Statements = { count: 0 };
  #writes = 0;
  readonly #failpoint: FailpointHook | undefined;
  readonly #report: (error: Error) => void;
  #closing: Promise<void> | undefined;

  constructor(options: DatabaseOptions) {
    this.#pool = new pg.Pool(poolConfig(options));
    this.#failpoint = options.failpoint;
    this.#report = options.onPoolError;
    this.#pool.on('error', (error) => {
      // The pool hangs its client on the error; a log would print all of it.
      delete (error as Error & { client?: unknown }).client;
      this.#report(error);
    });
    // A connection can break in the moment between the pool, which stops listening, and the one who gets it. Nobody
    // would hear the error then, and node would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => broken.add(client)));
  }

  /** One statement that commits by itself. */
  async query<R = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]> {
    return (await this.#alone(text, values)).rows as R[];
  }

  async execute(text: string, values?: readonly unknown[]): Promise<number> {
    return (await this.#alone(text, values)).rowCount;
  }

  /**
   * Runs `work` on one connection, where each statement commits by itself; of a pipeline, one that fails does not keep
   * the next from running.
   */
  async session<T>(work: (sql: Connection) => Promise<T>): Promise<T> {
    return await this.#writing(this.#connected((client) => work(sqlOn(client, this.#statements))));
  }

  /** The same for questions alone, which are asked together: nothing is written by them. */
  async look<T>(work: (sql: Connection) => Promise<T>): Promise<T> {
    return await this.#connected((client) => work(sqlOn(client, this.#statements)));
  }

  /**
   * Runs `work` in one transaction and returns its result after the commit. An error of `work` rolls back and is thrown
   * as it is; nothing is retried. An error of the commit itself leaves open whether it happened: callers repeat
   * idempotently. No network call belongs inside.
   */
  async transaction<T>(name: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { result, callbacks } = await this.#writing(
      this.#connected(async (client) => {
        const tx = new OpenTransaction(name, client, this.#statements);
        const result = await this.#inTransaction(client, tx, work);
        await this.#failpoint?.(`${name}.after-commit`);
        return { result, callbacks: tx.close() };
      }),
    );
    for (const callback of callbacks) callback();
    return result;
  }

  /** Waits for the running work, then closes all connections; later calls return the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  stats(): DatabaseStats {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { total, idle, waiting, statements: this.#statements.count, writes: this.#writes };
  }

  #alone(text: string, values: readonly unknown[] | undefined): Promise<StatementResult> {
    const answer = this.#connected((client) => runStatement(client, this.#statements, text, values));
    return READS.test(text) ? answer : this.#writing(answer);
  }

  /** What failed counts too: it may have drawn ids, or have been committed before its answer was lost. */
  #writing<T>(answer: Promise<T>): Promise<T> {
    return answer.finally(() => (this.#writes += 1));
  }

  async #inTransaction<T>(
    client: pg.PoolClient,
    tx: OpenTransaction,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    // Not awaited: it travels with the first statement and saves a round trip. Its failure comes out below.
    const begun = this.#send(client, 'begin');
    begun.catch(() => tx.close());
    try {
      const result = await work(tx);
      await begun;
      tx.close();
      await this.#failpoint?.(`${tx.name}.before-commit`);
      await tx.sent();
      const [, { command }] = await Promise.all([tx.answered(), this.#send(client, 'commit')]);
      // A statement whose error somebody caught leaves the transaction aborted, and the server answers COMMIT with
      // ROLLBACK.
      if (command !== 'COMMIT')
        throw new Error(`transaction ${tx.name} was rolled back: an error inside it was caught and not passed on`);
      return result;
    } catch (error) {
      tx.close();
      await this.#rollback(client);
      await begun.catch((cause: unknown) => {
        throw new AggregateError([cause, error], `transaction ${tx.name} could not begin`);
      });
      throw tx.causeOf(error);
    }
  }

  /** A failed rollback breaks nothing more: the connection is then destroyed, which rolls back on the server. */
  async #rollback(client: pg.PoolClient): Promise<void> {
    try {
      await this.#send(client, 'rollback');
    } catch (error) {
      broken.add(client);
      this.#report(error as Error);
    }
  }

  #send(client: pg.PoolClient, command: string): Promise<pg.QueryResult> {
    this.#statements.count += 1;
    sentTogether(client);
    return client.query(command);
  }

  async #connected<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    const onError = (error: Error) => {
      broken.add(client);
      this.#report(error);
    };
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      if (STALE_STATEMENT.has(sqlState(error) ?? '')) broken.add(client);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken.has(client));
    }
  }
}
