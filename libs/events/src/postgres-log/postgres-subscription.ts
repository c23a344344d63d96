import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@perennial/database/database';
import type { LogRecord, Subscription, SubscriptionOptions } from '../event-log.js';
import { PARTITIONS } from '../topics.js';
import { Wakeup } from '../wakeup.js';
import type { Announcements } from './announcements.js';
import { Assignment, MEMBER_MS, type Held } from './assignment.js';

const IDLE_MS = 250;
const FAILED_MS = 500;
const REBALANCE_MS = MEMBER_MS / 4;

interface Row extends Omit<LogRecord, 'headers'> {
  readonly headers: string;
}

/** One member of a group: fetches its partitions, hands records over, moves positions afterwards. */
export class PostgresSubscription implements Subscription {
  readonly #assignment: Assignment;
  readonly #wakeup = new Wakeup();
  readonly #stopped = new AbortController();
  #held: Held[] = [];
  #fetching = false;
  #rebalancedAt = -Infinity;
  /** How far the topics had grown when the last fetch began that left nothing, its positions committed. */
  #readAll: { readonly grown: number; readonly at: number } | undefined;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
    private readonly monotonic: () => number,
    private readonly options: SubscriptionOptions,
  ) {
    this.#assignment = new Assignment(database, options.group, options.topics);
  }

  get busy(): boolean {
    return this.#fetching || this.#wakeup.called;
  }

  /**
   * Whether it holds every partition of the topics and has committed all that they had a moment ago, as far as this
   * process was told: what others append is told a little later, as it is to whoever asks the database before.
   */
  hasReadAll(group: string, topics: readonly string[]): boolean {
    return (
      group === this.options.group &&
      topics.every((topic) => this.options.topics.includes(topic)) &&
      this.#held.length === this.options.topics.length * PARTITIONS &&
      this.#readAll?.grown === this.announcements.grown(this.options.topics) &&
      this.monotonic() - this.#readAll.at < 2 * IDLE_MS
    );
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#wakeup.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const topics = this.options.topics;
    const unlisten = this.announcements.listen((grown) => {
      if (topics.some((topic) => grown.has(topic))) this.#wakeup.wake();
    }, this.options.onError);
    while (!signal.aborted) {
      try {
        this.#fetching = true;
        const more = await this.#round();
        this.#fetching = false;
        if (!more) await this.#wakeup.wait(IDLE_MS);
      } catch (error) {
        this.#fetching = false;
        this.options.onError(error);
        this.#rebalancedAt = -Infinity;
        await sleep(FAILED_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    await unlisten();
    await this.#assignment.leave().catch((error: unknown) => this.options.onError(error));
  }

  /** @returns whether there may be more records than were fetched; of those that come later it is told. */
  async #round(): Promise<boolean> {
    if (this.monotonic() - this.#rebalancedAt > REBALANCE_MS) {
      // What was read before may have been another share.
      this.#readAll = undefined;
      this.#held = await this.#assignment.rebalance();
      this.#rebalancedAt = this.monotonic();
    }
    const before = { grown: this.announcements.grown(this.options.topics), at: this.monotonic() };
    const records = await this.#fetch();
    this.#readAll = records.length === 0 ? before : undefined;
    if (records.length === 0) return false;
    const result = await this.options.onBatch(records, {
      signal: this.#stopped.signal,
      heartbeat: () => this.#heartbeat(),
    });
    if (result !== 'commit') return true;
    await this.#commit(records);
    const more = records.length >= this.options.maxRecords;
    if (!more) this.#readAll = before;
    return more;
  }

  async #fetch(): Promise<LogRecord[]> {
    if (this.#held.length === 0) return [];
    // Another partition comes first each time, so that a full one starves nobody.
    this.#held = [...this.#held.slice(1), ...this.#held.slice(0, 1)];
    const rows = await this.database.query<Row>(
      `select l.topic, l.partition, l.record_offset as offset, l.key, l.headers, l.value
       from unnest($1::text[], $2::int[], $3::bigint[]) as a(topic, partition, position)
       cross join lateral (select * from log_record r where r.topic = a.topic and r.partition = a.partition
       and r.record_offset >= a.position
                           order by r.record_offset limit $4) l limit $4`,
      [
        this.#held.map((h) => h.topic),
        this.#held.map((h) => h.partition),
        this.#held.map((h) => h.position),
        this.options.maxRecords,
      ],
    );
    return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) as Record<string, string> }));
  }

  async #heartbeat(): Promise<boolean> {
    if (this.monotonic() - this.#rebalancedAt <= REBALANCE_MS) return true;
    if (!(await this.#assignment.prolong(this.#held))) return false;
    this.#rebalancedAt = this.monotonic();
    return true;
  }

  async #commit(records: readonly LogRecord[]): Promise<void> {
    const next = new Map(records.map((record) => [`${record.topic}/${record.partition}`, record.offset + 1n]));
    const moved = this.#held.flatMap((held) => {
      const position = next.get(`${held.topic}/${held.partition}`);
      return position === undefined ? [] : [{ ...held, position }];
    });
    const kept = new Map(
      (await this.#assignment.commit(moved)).map((held) => [`${held.topic}/${held.partition}`, held]),
    );
    this.#held = this.#held.flatMap((held) => {
      const name = `${held.topic}/${held.partition}`;
      if (!next.has(name)) return [held];
      const own = kept.get(name);
      return own ? [own] : [];
    });
  }
}
