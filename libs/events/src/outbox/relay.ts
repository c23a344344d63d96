import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, FailpointHook, Sql } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { toRecord } from '../cloud-event.js';
import type { EventLog, NewRecord } from '../event-log.js';
import { Wakeup } from '../wakeup.js';
import { DRAWN_IDS } from './drawn-ids.js';
import { LEASE_MS, RelayLease, type Lease } from './relay-lease.js';

export interface RelayOptions {
  readonly service: string;
  readonly database: Database;
  /** The same database without waiting for the disk: a position that is lost in a crash is published again. */
  readonly positions: Database;
  readonly log: EventLog;
  /** Unique per process. */
  readonly holder: string;
  readonly monotonic: () => number;
  readonly failpoint: FailpointHook;
  readonly onError: (error: unknown) => void;
  readonly onPublished: (count: number) => void;
}

interface Row {
  id: bigint;
  time: Instant;
  topic: string;
  key: string;
  type: string;
  subject: string;
  businesstime: Instant;
  restated: boolean;
  traceparent: string | null;
  encoding: 'utf8' | 'base64';
  data: string;
}

const PAGE = 1_000;
/**
 * What this process commits wakes the relay; only rows of other processes are found by looking, more seldom the longer
 * there are none.
 */
const IDLE_MS = 100;
const IDLE_LONGEST_MS = 200;
const FAILED_MS = 500;
const CUT_POLL_MS = 1;
const CUT_POLL_LONGEST_MS = 8;
/** Ids of transactions, 64 bits without wrap-around. The first takes one in a transaction that ends with it. */
const OWN_XID = `select pg_current_xact_id()::text::bigint as xid`;
const XMIN = `select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin`;

/** Publishes committed outbox rows in id order, at least once, and never one that might still be overtaken. */
export class Relay {
  #lease: Lease | undefined;
  #handled = 0;
  #publishing = false;
  #loop: Promise<void> | undefined;
  readonly #stopped = new AbortController();
  readonly #wakeup = new Wakeup();
  readonly #leases: RelayLease;

  constructor(private readonly options: RelayOptions) {
    this.#leases = new RelayLease(options.database, options.positions, options.holder, options.monotonic);
  }

  /** Rows published since the start. */
  get handled(): number {
    return this.#handled;
  }

  /** Whether it publishes or was told of rows to publish, as far as this process knows. */
  get busy(): boolean {
    return this.#publishing || this.#wakeup.called;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  wake(): void {
    this.#wakeup.wake();
  }

  /**
   * Ids drawn and not yet passed: rows to publish, rows of open transactions, and for a moment those of rolled-back
   * ones.
   */
  async pending(): Promise<number> {
    const [row] = await this.options.database.query<{ pending: bigint }>(
      `select ${DRAWN_IDS} - position as pending from relay_lease where name = 'outbox'`,
      [],
    );
    return Number(row?.pending ?? 0n);
  }

  /** Publishes what is committed (as far as other transactions allow), then frees the lease. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.wake();
    await this.#loop;
    await this.#leases.release();
  }

  async #run(): Promise<void> {
    let idle = IDLE_MS;
    let woken = false;
    while (true) {
      const last = this.#stopped.signal.aborted;
      let published = 0;
      try {
        this.#publishing = woken;
        published = await this.#round(woken);
      } catch (error) {
        this.#lease = undefined;
        this.options.onError(error);
        if (!last) await sleep(FAILED_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      }
      this.#publishing = false;
      if (last) return;
      // What other processes committed meanwhile is looked for at once; what this one committed has called.
      const rest = published > 0 ? 0 : idle;
      idle = published > 0 ? IDLE_MS : Math.min(idle * 2, IDLE_LONGEST_MS);
      woken = await this.#wakeup.wait(rest);
    }
  }

  /** @returns how many rows were published. */
  async #round(woken: boolean): Promise<number> {
    if (!this.#lease || this.#lease.untilMs - this.options.monotonic() < LEASE_MS / 3)
      this.#lease = await this.#leases.acquire();
    if (!this.#lease) return 0;
    const high = await this.#cut(this.#lease.position, woken);
    if (high === undefined) return 0;
    let count = 0;
    while (this.#lease && this.#lease.position < high) {
      const rows = await this.#page(this.#lease.position, high);
      await this.#publish(rows);
      const position = rows.length < PAGE ? high : (rows.at(-1) as Row).id;
      this.#lease = await this.#leases.advance(this.#lease, position);
      count += rows.length;
    }
    return count;
  }

  /**
   * The highest id below which nothing can appear any more: the last id drawn H, then our own transaction id X; once
   * every transaction before X has ended, all ids up to H are decided (protocol.md, Outbox). Unless it was woken there
   * is most likely nothing new, and no transaction id is spent.
   */
  async #cut(position: bigint, woken: boolean): Promise<bigint | undefined> {
    const { database } = this.options;
    if (!woken && (await highOf(database)) <= position) return undefined;
    const [high, [own], [first]] = await database.session((sql) =>
      sql.pipeline([highOf(sql), sql.query<{ xid: bigint }>(OWN_XID, []), sql.query<{ xmin: bigint }>(XMIN, [])]),
    );
    if (high <= position) return undefined;
    const until = this.options.monotonic() + 1_000;
    let pause = CUT_POLL_MS;
    let oldest = first;
    while (own && this.options.monotonic() < until) {
      if (oldest && oldest.xmin > own.xid) return high;
      await sleep(pause);
      pause = Math.min(pause * 2, CUT_POLL_LONGEST_MS);
      [oldest] = await database.query<{ xmin: bigint }>(XMIN, []);
    }
    return undefined;
  }

  async #page(after: bigint, high: bigint): Promise<Row[]> {
    return await this.options.database.query<Row>(
      `select id, time, topic, key, type, subject, businesstime, restated, traceparent, encoding, data
       from outbox where id > $1 and id <= $2 order by id limit ${PAGE}`,
      [after, high],
    );
  }

  async #publish(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const { service, log, failpoint } = this.options;
    await failpoint('relay.before-publish');
    await log.append(rows.map((row) => toNewRecord(service, row)));
    await failpoint('relay.after-publish');
    this.#handled += rows.length;
    this.options.onPublished(rows.length);
  }
}

async function highOf(sql: Sql): Promise<bigint> {
  const [sequence] = await sql.query<{ high: bigint }>(`select ${DRAWN_IDS} as high`, []);
  return sequence?.high ?? 0n;
}

function toNewRecord(service: string, row: Row): NewRecord {
  return toRecord(
    row.topic,
    row.key,
    {
      id: `${service}-${row.id}`,
      source: `/perennial/${service}`,
      type: row.type,
      subject: row.subject,
      time: row.time,
      businesstime: row.businesstime,
      restated: row.restated,
      traceparent: row.traceparent ?? undefined,
    },
    Buffer.from(row.data, row.encoding),
  );
}
