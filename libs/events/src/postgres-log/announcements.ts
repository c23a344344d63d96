import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '@perennial/database/database';
import pg from 'pg';
import type { LogRecord } from '../event-log.js';

const CHANNEL = 'perennial_log';
const RECONNECT_MS = 1_000;
/** Says which announcements are of this process itself. */
const PROCESS = randomUUID();
/** One for all logs of this process on a database, by its URL: each NOTIFY wakes every connection that listens. */
const HERE = new Map<string, Announcements>();

/** What topics have grown by. */
export interface Growth {
  readonly topics: ReadonlySet<string>;
  /** The records themselves where this process appended them; null for those of others, which are to be fetched. */
  readonly records: readonly LogRecord[] | null;
}

/**
 * Tells waiting subscriptions that topics have grown: those of this process at once, with the records, those of others
 * by NOTIFY. A lost announcement costs a poll, never an event.
 */
export class Announcements {
  readonly #listeners = new Set<(growth: Growth) => void>();
  readonly #grown = new Map<string, number>();
  #listening: Listening | undefined;

  /** Those of this process. */
  static of(url: string): Announcements {
    const here = HERE.get(url) ?? new Announcements(url);
    HERE.set(url, here);
    return here;
  }

  private constructor(private readonly url: string) {}

  /** @returns a function that ends the listening; the last to end closes the connection. */
  listen(listener: (growth: Growth) => void, onError: (error: unknown) => void): () => Promise<void> {
    this.#listeners.add(listener);
    this.#listening ??= new Listening(this.url, (topics) => this.tellHere(topics, null), onError);
    return async () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      const listening = this.#listening;
      this.#listening = undefined;
      await listening?.end();
    };
  }

  /** To be called when what the topics have grown by is committed. */
  tellHere(topics: readonly string[], records: readonly LogRecord[] | null): void {
    for (const topic of topics) this.#grown.set(topic, (this.#grown.get(topic) ?? 0) + 1);
    const growth: Growth = { topics: new Set(topics), records };
    for (const listener of this.#listeners) listener(growth);
  }

  /** Likewise; NOTIFY in the transaction of the append would make all commits of the instance take turns. */
  async tellOthers(sql: Sql, topics: readonly string[]): Promise<void> {
    await sql.query(`select pg_notify('${CHANNEL}', $1)`, [[PROCESS, ...topics].join(',')]);
  }

  /** How often this process was told that one of the topics has grown. */
  grown(topics: readonly string[]): number {
    return topics.reduce((sum, topic) => sum + (this.#grown.get(topic) ?? 0), 0);
  }
}

/** The connection that hears of other processes; it is opened again when it was lost. */
class Listening {
  #client: pg.Client | undefined;
  #connecting: Promise<void>;
  readonly #ended = new AbortController();

  constructor(
    private readonly url: string,
    private readonly tell: (topics: readonly string[]) => void,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#connecting = this.#connect();
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await this.#connecting;
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    const client = new pg.Client({ connectionString: this.url, application_name: 'announcements' });
    client.on('error', (error) => this.#lost(error));
    client.on('notification', ({ payload }) => {
      const [from, ...topics] = (payload ?? '').split(',');
      if (from !== PROCESS) this.tell(topics);
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
    if (this.#ended.signal.aborted) return;
    this.#client = undefined;
    this.onError(error);
    const { signal } = this.#ended;
    this.#connecting = sleep(RECONNECT_MS, undefined, { signal }).then(
      () => this.#connect(),
      () => undefined,
    );
  }
}
