import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const CHANNEL = 'perennial_log';
/** Others are told of all that has grown in this time at once: each NOTIFY wakes every process that listens. */
const GATHER_MS = 100;
const RECONNECT_MS = 1_000;
/** Says which announcements are of this process itself. */
const PROCESS = randomUUID();
/** One for all logs of this process on a database, by its URL. */
const HERE = new Map<string, Announcements>();

/**
 * Tells waiting subscriptions that topics have grown: those of this process at once, those of others by NOTIFY. A lost
 * announcement costs a poll, never an event.
 */
export class Announcements {
  readonly #listeners = new Set<(topics: ReadonlySet<string>) => void>();
  readonly #grown = new Map<string, number>();
  readonly #untold = new Set<string>();
  #users = 0;
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #telling: Promise<void> | undefined;
  #closed = false;

  /** Those of this process; whoever asks for them releases them. @param onError of the first who asks. */
  static of(url: string, onError: (error: unknown) => void): Announcements {
    const here = HERE.get(url) ?? new Announcements(url, onError);
    HERE.set(url, here);
    here.#users += 1;
    return here;
  }

  private constructor(
    private readonly url: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @returns a function that ends the listening. */
  listen(listener: (topics: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    this.#connecting ??= this.#connect();
    return () => this.#listeners.delete(listener);
  }

  /** To be called when what the topics have grown by is committed: NOTIFY in the append would make all commits wait. */
  announce(topics: readonly string[]): void {
    this.#tellHere(topics);
    for (const topic of topics) this.#untold.add(topic);
    this.#connecting ??= this.#connect();
    this.#telling ??= sleep(GATHER_MS).then(() => this.#tellOthers());
  }

  /** How often this process was told that one of the topics has grown. */
  grown(topics: readonly string[]): number {
    return topics.reduce((sum, topic) => sum + (this.#grown.get(topic) ?? 0), 0);
  }

  /** The last user's release closes the connection. */
  async release(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    HERE.delete(this.url);
    await this.#telling;
    this.#closed = true;
    await this.#connecting;
    await this.#client?.end();
  }

  #tellHere(topics: readonly string[]): void {
    for (const topic of topics) this.#grown.set(topic, (this.#grown.get(topic) ?? 0) + 1);
    for (const listener of this.#listeners) listener(new Set(topics));
  }

  async #tellOthers(): Promise<void> {
    this.#telling = undefined;
    const topics = [...this.#untold];
    this.#untold.clear();
    try {
      await this.#connecting;
      await this.#client?.query(`select pg_notify('${CHANNEL}', $1)`, [[PROCESS, ...topics].join(',')]);
    } catch (error) {
      this.onError(error);
    }
  }

  async #connect(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({ connectionString: this.url, application_name: 'announcements' });
    client.on('error', (error) => this.#lost(error));
    client.on('notification', ({ payload }) => {
      const [from, ...topics] = (payload ?? '').split(',');
      if (from !== PROCESS) this.#tellHere(topics);
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
    this.#connecting = sleep(RECONNECT_MS).then(() => this.#connect());
  }
}
