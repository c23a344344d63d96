import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '@perennial/database/database';
import {
  UnknownTopic,
  type EventLog,
  type NewRecord,
  type Subscription,
  type SubscriptionOptions,
} from '../event-log.js';
import { partitionOf } from '../partitioner.js';
import { PARTITIONS } from '../topics.js';
import { Announcements } from './announcements.js';
import { PostgresSubscription } from './postgres-subscription.js';

export interface PostgresEventLogOptions {
  /** The log's own database, migrated. */
  readonly url: string;
  readonly applicationName: string;
  readonly onError: (error: unknown) => void;
  /** Milliseconds that no change of the wall clock moves. */
  readonly monotonic: () => number;
}

/** Other processes are told of all that has grown in this time at once. */
const GATHER_MS = 100;
const APPEND = `select log_append_at($1::text[], $2::int[], $3::text[], $4::text[], $5::bytea[]) as offsets`;

/** The event log of standalone: append-only tables in a PostgreSQL database (protocol.md, Events). */
export class PostgresEventLog implements EventLog {
  readonly #database: Database;
  /** Positions of groups do not wait for the disk: what a crash takes back is handed over again. */
  readonly #positions: Database;
  readonly #announcements: Announcements;
  readonly #topics = new Set<string>();
  readonly #untold = new Set<string>();
  #telling: Promise<void> | undefined;
  readonly #subscriptions = new Set<PostgresSubscription>();

  constructor(private readonly options: PostgresEventLogOptions) {
    const pool = { url: options.url, applicationName: options.applicationName, onPoolError: options.onError };
    this.#database = new Database({ ...pool, poolSize: 4 });
    this.#positions = new Database({ ...pool, poolSize: 8, unflushed: true });
    this.#announcements = Announcements.of(options.url);
  }

  async ensureTopics(topics: readonly string[]): Promise<void> {
    await this.#database.execute(
      `insert into log_head (topic, partition, next_offset)
       select t, p, 0 from unnest($1::text[]) as t, generate_series(0, $2::int - 1) as p order by t, p
       on conflict do nothing`,
      [topics, PARTITIONS],
    );
    for (const topic of topics) this.#topics.add(topic);
  }

  async append(records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return;
    const topics = [...new Set(records.map((r) => r.topic))];
    await this.#checkTopics(topics.filter((topic) => !this.#topics.has(topic)));
    const partitions = records.map((r) => partitionOf(r.key, PARTITIONS));
    const [answer] = await this.#database.query<{ offsets: bigint[] }>(APPEND, [
      records.map((r) => r.topic),
      partitions,
      records.map((r) => r.key),
      records.map((r) => JSON.stringify(r.headers)),
      records.map((r) => r.value),
    ]);
    const offsets = answer?.offsets ?? [];
    this.#announcements.tellHere(
      topics,
      records.map((r, i) => ({ ...r, partition: partitions[i] as number, offset: offsets[i] as bigint })),
    );
    for (const topic of topics) this.#untold.add(topic);
    this.#telling ??= sleep(GATHER_MS).then(() => this.#tellOthers());
  }

  async #tellOthers(): Promise<void> {
    this.#telling = undefined;
    const topics = [...this.#untold];
    this.#untold.clear();
    await this.#announcements.tellOthers(this.#database, topics).catch(this.options.onError);
  }

  /** A head that does not exist would drop its records silently in the join of log_append. */
  async #checkTopics(unchecked: readonly string[]): Promise<void> {
    if (unchecked.length === 0) return;
    const found = await this.#database.query<{ topic: string }>(
      `select distinct topic from log_head where topic = any($1::text[])`,
      [unchecked],
    );
    for (const { topic } of found) this.#topics.add(topic);
    const missing = unchecked.filter((topic) => !this.#topics.has(topic));
    if (missing.length > 0) throw new UnknownTopic(missing);
  }

  subscribe(options: SubscriptionOptions): Subscription {
    const subscription = new PostgresSubscription(
      this.#positions,
      this.#announcements,
      this.options.monotonic,
      options,
    );
    this.#subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  async lag(group: string, topics: readonly string[]): Promise<bigint> {
    if ([...this.#subscriptions].some((one) => one.hasReadAll(group, topics))) return 0n;
    await Promise.all([...this.#subscriptions].map((one) => one.savePositions(group)));
    return [...(await this.lagByTopic(group, topics)).values()].reduce((sum, lag) => sum + lag, 0n);
  }

  async lagByTopic(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    const rows = await this.#database.query<{ topic: string; lag: bigint }>(
      `select h.topic, sum(h.next_offset - coalesce(a.position, 0))::bigint as lag
       from log_head h left join log_assignment a on a.grp = $1 and a.topic = h.topic and a.partition = h.partition
       where h.topic = any($2::text[]) group by h.topic`,
      [group, topics],
    );
    return new Map(rows.map(({ topic, lag }) => [topic, lag]));
  }

  async ping(): Promise<void> {
    await this.#database.query('select 1', []);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
    await this.#telling;
    await this.#positions.close();
    await this.#database.close();
  }
}
