import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@perennial/database/database';
import type { LogRecord, Subscription, SubscriptionOptions } from '../event-log.js';
import { PARTITIONS } from '../topics.js';
import { Wakeup } from '../wakeup.js';
import type { Announcements } from './announcements.js';
import { Assignment, MEMBER_MS, type Held } from './assignment.js';
import { ToldRecords } from './told-records.js';

const IDLE_MS = 250;
const FAILED_MS = 500;
const REBALANCE_MS = MEMBER_MS / 4;
/** Positions are written down this long after they moved, all at once: what a crash takes back is handed over again. */
const SAVE_MS = 250;

interface Row extends Omit<LogRecord, 'headers'> {
  readonly headers: string;
}

type Partition = Pick<Held, 'topic' | 'partition'>;

const nameOf = ({ topic, partition }: Partition): string => `${topic}/${partition}`;

/**
 * One member of a group: takes the records of its partitions, hands them over, moves positions afterwards. What this
 * process appends itself is handed over as it was told; the database is asked for the rest.
 */
export class PostgresSubscription implements Subscription {
  readonly #assignment: Assignment;
  readonly #wakeup = new Wakeup();
  readonly #stopped = new AbortController();
  readonly #told: ToldRecords;
  #held: Held[] = [];
  #heldNames: ReadonlySet<string> = new Set();
  #fetching = false;
  #rebalancedAt = -Infinity;
  /** When the database was asked last, and whether it has to be asked before anything else is handed over. */
  #askedAt = -Infinity;
  #mustAsk = true;
  /** How far the topics had grown when the last round began that left nothing. */
  #readAll: { readonly grown: number } | undefined;
  /** Partitions whose positions have moved since they were written down. */
  readonly #unsaved = new Set<string>();
  #saving: Promise<unknown> = Promise.resolve();
  #saveTimer: NodeJS.Timeout | undefined;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
    private readonly monotonic: () => number,
    private readonly options: SubscriptionOptions,
  ) {
    this.#assignment = new Assignment(database, options.group, options.topics);
    this.#told = new ToldRecords(options.maxRecords);
  }

  get busy(): boolean {
    return this.#fetching || this.#wakeup.called;
  }

  /**
   * Whether it holds every partition of the topics and has handled all that they had a moment ago, as far as this
   * process was told: what others append is told a little later, as it is to whoever asks the database before.
   */
  hasReadAll(group: string, topics: readonly string[]): boolean {
    return (
      group === this.options.group &&
      topics.every((topic) => this.options.topics.includes(topic)) &&
      this.#held.length === this.options.topics.length * PARTITIONS &&
      this.#readAll?.grown === this.announcements.grown(this.options.topics) &&
      this.monotonic() - this.#askedAt < 2 * IDLE_MS
    );
  }

  /** Writes down how far a group of this name has come, for whoever asks the database. */
  async savePositions(group: string): Promise<void> {
    if (group === this.options.group) await this.#save();
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
    const unlisten = this.announcements.listen((growth) => {
      if (!this.options.topics.some((topic) => growth.topics.has(topic))) return;
      if (growth.records) this.#told.add(growth.records.filter((record) => this.#heldNames.has(nameOf(record))));
      else this.#mustAsk = true;
      this.#wakeup.wake();
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
        this.#mustAsk = true;
        await sleep(FAILED_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    await unlisten();
    clearTimeout(this.#saveTimer);
    await this.#save().catch((error: unknown) => this.options.onError(error));
    await this.#assignment.leave().catch((error: unknown) => this.options.onError(error));
  }

  /** @returns whether there may be more records than were handed over; of those that come later it is told. */
  async #round(): Promise<boolean> {
    if (this.monotonic() - this.#rebalancedAt > REBALANCE_MS) await this.#rebalance();
    // Another partition comes first each time, so that a full one starves nobody.
    this.#held = [...this.#held.slice(1), ...this.#held.slice(0, 1)];
    const grown = this.announcements.grown(this.options.topics);
    const records = await this.#next();
    if (records.length > 0) {
      const result = await this.options.onBatch(records, {
        signal: this.#stopped.signal,
        heartbeat: () => this.#heartbeat(),
      });
      if (result === 'commit') this.#moveBehind(records);
      else this.#mustAsk = true;
    }
    const more = this.#mustAsk || records.length >= this.options.maxRecords;
    this.#readAll = more ? undefined : { grown };
    return more;
  }

  /** What was told is not asked for, except that now and then the database is, in case an announcement was lost. */
  async #next(): Promise<LogRecord[]> {
    if (this.#held.length === 0) return [];
    const ask = this.#mustAsk || this.monotonic() - this.#askedAt >= IDLE_MS || this.#told.leavesOut(this.#held);
    return ask ? await this.#fetch() : this.#told.take(this.#held, this.options.maxRecords);
  }

  async #rebalance(): Promise<void> {
    const asked = this.monotonic();
    if (await this.#assignment.stayAlone(this.#held)) {
      this.#rebalancedAt = asked;
      return;
    }
    // Who takes over what is given back goes on from where it is written down.
    await this.#save();
    const before = new Map(this.#held.map((held) => [nameOf(held), held.epoch]));
    const held = await this.#assignment.rebalance();
    this.#rebalancedAt = this.monotonic();
    const same = held.length === before.size && held.every((one) => before.get(nameOf(one)) === one.epoch);
    this.#hold(held);
    if (same) return;
    // What was told before is not all that the new share has, and what was read before was another share.
    this.#mustAsk = true;
    this.#readAll = undefined;
  }

  #hold(held: Held[]): void {
    this.#held = held;
    this.#heldNames = new Set(held.map(nameOf));
  }

  async #fetch(): Promise<LogRecord[]> {
    // All of these are in the database; what is told during the question is dropped where it is in the answer too.
    this.#told.forget();
    this.#mustAsk = false;
    this.#askedAt = this.monotonic();
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
    if (rows.length >= this.options.maxRecords) this.#mustAsk = true;
    return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) as Record<string, string> }));
  }

  async #heartbeat(): Promise<boolean> {
    if (this.monotonic() - this.#rebalancedAt <= REBALANCE_MS) return true;
    if (!(await this.#assignment.prolong(this.#held))) return false;
    this.#rebalancedAt = this.monotonic();
    return true;
  }

  #moveBehind(records: readonly LogRecord[]): void {
    const next = new Map(records.map((record) => [nameOf(record), record.offset + 1n]));
    this.#held = this.#held.map((held) => ({ ...held, position: next.get(nameOf(held)) ?? held.position }));
    for (const name of next.keys()) this.#unsaved.add(name);
    this.#saveTimer ??= setTimeout(() => {
      this.#saveTimer = undefined;
      this.#save().catch(this.options.onError);
    }, SAVE_MS);
  }

  /** One after the other, so that no position is written after a later one. */
  #save(): Promise<void> {
    const save = this.#saving.then(() => this.#saveMoved());
    this.#saving = Promise.allSettled([save]);
    return save;
  }

  /** Positions move only under the epoch of the one who holds them: what was taken over meanwhile is given up here. */
  async #saveMoved(): Promise<void> {
    const moved = this.#held.filter((held) => this.#unsaved.has(nameOf(held)));
    this.#unsaved.clear();
    if (moved.length === 0) return;
    try {
      const kept = new Set((await this.#assignment.commit(moved)).map(nameOf));
      const lost = new Map(moved.filter((held) => !kept.has(nameOf(held))).map((held) => [nameOf(held), held.epoch]));
      if (lost.size > 0) this.#hold(this.#held.filter((held) => lost.get(nameOf(held)) !== held.epoch));
    } catch (error) {
      for (const held of moved) this.#unsaved.add(nameOf(held));
      throw error;
    }
  }
}
