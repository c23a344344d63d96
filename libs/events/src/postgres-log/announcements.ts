import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '@perennial/database/database';
import pg from 'pg';

const CHANNEL = 'perennial_log';

/**
 * Tells waiting subscriptions of every process that topics have grown. A lost announcement costs a poll, never an
 * event.
 */
export class Announcements {
  readonly #listeners = new Set<(topics: ReadonlySet<string>) => void>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @returns a function that ends the listening. */
  listen(listener: (topics: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    this.#connecting ??= this.#connect();
    return () => this.#listeners.delete(listener);
  }

  async announce(sql: Sql, topics: readonly string[]): Promise<void> {
    await sql.query(`select pg_notify('${CHANNEL}', $1)`, [topics.join(',')]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connecting;
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({ connectionString: this.url, application_name: 'announcements' });
    client.on('error', (error) => this.#lost(error));
    client.on('notification', ({ payload }) => {
      const topics = new Set((payload ?? '').split(','));
      for (const listener of this.#listeners) listener(topics);
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.#client = client;
    } catch (error) {
      this.#lost(error);
    }
  }

  #lost(error: unknown): void {
    if (this.#closed) return;
    this.#client = undefined;
    this.onError(error);
    this.#connecting = sleep(1_000).then(() => this.#connect());
  }
}
