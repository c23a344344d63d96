import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '@perennial/database/database';
import pg from 'pg';

const CHANNEL = 'perennial_log';
/** Says which announcements are of this process itself. */
const PROCESS = randomUUID();
/** All of this process, by the log's URL. */
const HERE = new Map<string, Set<Announcements>>();

/**
 * Tells waiting subscriptions that topics have grown: those of this process at once, those of others by NOTIFY. A lost
 * announcement costs a poll, never an event.
 */
export class Announcements {
  readonly #listeners = new Set<(topics: ReadonlySet<string>) => void>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly onError: (error: unknown) => void,
  ) {
    HERE.set(url, (HERE.get(url) ?? new Set()).add(this));
  }

  /** @returns a function that ends the listening. */
  listen(listener: (topics: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    this.#connecting ??= this.#connect();
    return () => this.#listeners.delete(listener);
  }

  async announce(sql: Sql, topics: readonly string[]): Promise<void> {
    await sql.query(`select pg_notify('${CHANNEL}', $1)`, [[PROCESS, ...topics].join(',')]);
  }

  /** To be called when what was announced is committed. */
  tellHere(topics: readonly string[]): void {
    for (const one of HERE.get(this.url) ?? []) one.#tell(topics);
  }

  #tell(topics: readonly string[]): void {
    for (const listener of this.#listeners) listener(new Set(topics));
  }

  async close(): Promise<void> {
    this.#closed = true;
    HERE.get(this.url)?.delete(this);
    await this.#connecting;
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({ connectionString: this.url, application_name: 'announcements' });
    client.on('error', (error) => this.#lost(error));
    client.on('notification', ({ payload }) => {
      const [from, ...topics] = (payload ?? '').split(',');
      if (from !== PROCESS) this.#tell(topics);
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
