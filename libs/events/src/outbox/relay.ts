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
  /** No other process writes to the outbox: there is nothing to look for that this one did not tell of. */
  readonly alone?: boolean;
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

/** Ids up to `high` are decided; of them these rows are the first, or all there are. */
interface Cut {
  readonly high: bigint;
  readonly rows: readonly Row[];
  readonly whole: boolean;
}

const PAGE = 1_000;
/** Rows that are read before it is known whether they are decided: few, because under load they often are not. */
const FIRST_PAGE = 100;
/**
 * What this process commits wakes the relay; only rows of other processes are found by looking, more seldom the longer
 * there are none.
 */
const IDLE_MS = 100;
const IDLE_LONGEST_MS = 200;
const FAILED_MS = 500;
const CUT_POLL_MS = 1;
const CUT_POLL_LONGEST_MS = 8;
/**
 * How far it came is written down this often while it publishes, and before it rests: what a crash takes back is
 * published again.
 */
const SAVE_MS = 200;
/** Ids of transactions, 64 bits without wrap-around. The first takes one in a transaction that ends with it. */
const OWN_XID = `select pg_current_xact_id()::text::bigint as xid`;
const XMIN = `select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin`;

/** Publishes committed outbox rows in id order, at least once, and never one that might still be overtaken. */
export class Relay {
  #lease: Lease | undefined;
  /** How far its position is written down, and when that was. */
  #saved: { readonly position: bigint; readonly at: number } = { position: -1n, at: -Infinity };
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
  async pending(sql: Sql = this.options.database): Promise<number> {
    const [row] = await sql.query<{ drawn: bigint; position: bigint }>(
      `select ${DRAWN_IDS} as drawn, position from relay_lease where name = 'outbox'`,
      [],
    );
    if (!row) return 0;
    // What this process has passed and not written down yet.
    const passed = this.#lease && this.#lease.position > row.position ? this.#lease.position : row.position;
    return row.drawn > passed ? Number(row.drawn - passed) : 0;
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
        if (last || (published === 0 && !this.#wakeup.called)) await this.#save();
      } catch (error) {
        this.#lease = undefined;
        this.options.onError(error);
        if (!last) await sleep(FAILED_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      }
      this.#publishing = false;
      if (last) return;
      // What other processes committed meanwhile is looked for at once; what this one committed has called.
      const rest = published > 0 && !this.options.alone ? 0 : idle;
      idle = published > 0 ? IDLE_MS : Math.min(idle * 2, IDLE_LONGEST_MS);
      woken = await this.#wakeup.wait(rest);
    }
  }

  /** @returns how many rows were published. */
  async #round(woken: boolean): Promise<number> {
    if (!this.#lease || this.#lease.untilMs - this.options.monotonic() < LEASE_MS / 3) {
      await this.#save();
      this.#lease = await this.#leases.acquire();
      if (this.#lease) this.#saved = { position: this.#lease.position, at: this.options.monotonic() };
    }
    if (!this.#lease) return 0;
    // Unless it was woken there is most likely nothing new, and no transaction id is spent.
    if (!woken && (await highOf(this.options.database)) <= this.#lease.position) return 0;
    const cut = await this.#cut(this.#lease.position);
    if (!cut) return 0;
    let count = 0;
    let { rows, whole } = cut;
    while (true) {
      await this.#publish(rows);
      count += rows.length;
      const position: bigint = whole ? cut.high : (rows.at(-1) as Row).id;
      this.#lease = { ...this.#lease, position };
      if (this.options.monotonic() - this.#saved.at > SAVE_MS) await this.#save();
      if (!this.#lease || position >= cut.high) return count;
      rows = await pageOf(this.options.database, position, cut.high, PAGE);
      whole = rows.length < PAGE;
    }
  }

  /** Writes down how far it came and prolongs the lease, which is over when another holder has it. */
  async #save(): Promise<void> {
    if (!this.#lease || this.#lease.position === this.#saved.position) return;
    const { position } = this.#lease;
    this.#lease = await this.#leases.advance(this.#lease, position);
    this.#saved = { position, at: this.options.monotonic() };
  }

  /**
   * The highest id below which nothing can appear any more: the last id drawn H, then our own transaction id X; once
   * every transaction before X has ended, all ids up to H are decided (protocol.md, Outbox). The first rows are read
   * behind the first look at the oldest transaction, so that on a calm system all of it is one pipeline.
   */
  async #cut(position: bigint): Promise<Cut | undefined> {
    // Nothing of it is a write of the service, which would make what it remembers of its database old.
    const { database, positions } = this.options;
    const [high, [own], [first], page] = await positions.session((sql) =>
      sql.pipeline([
        highOf(sql),
        sql.query<{ xid: bigint }>(OWN_XID, []),
        sql.query<{ xmin: bigint }>(XMIN, []),
        pageOf(sql, position, LAST_ID, FIRST_PAGE),
      ]),
    );
    if (high <= position || !own) return undefined;
    if (first && first.xmin > own.xid) {
      // Of what was drawn behind H some may not be decided yet.
      const rows = page.filter(({ id }) => id <= high);
      return { high, rows, whole: page.length < FIRST_PAGE || rows.length < page.length };
    }
    if (!(await this.#allEndedBefore(own.xid))) return undefined;
    const rows = await pageOf(database, position, high, PAGE);
    return { high, rows, whole: rows.length < PAGE };
  }

  /** Waits a second at most. @returns whether every transaction before `xid` has ended. */
  async #allEndedBefore(xid: bigint): Promise<boolean> {
    const { database, monotonic } = this.options;
    const until = monotonic() + 1_000;
    for (let pause = CUT_POLL_MS; monotonic() < until; pause = Math.min(pause * 2, CUT_POLL_LONGEST_MS)) {
      await sleep(pause);
      const [oldest] = await database.query<{ xmin: bigint }>(XMIN, []);
      if (oldest && oldest.xmin > xid) return true;
    }
    return false;
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

/** Beyond every id. */
const LAST_ID = 9_223_372_036_854_775_807n;

async function pageOf(sql: Sql, after: bigint, high: bigint, most: number): Promise<Row[]> {
  return await sql.query<Row>(
    `select id, time, topic, key, type, subject, businesstime, restated, traceparent, encoding, data
     from outbox where id > $1 and id <= $2 order by id limit $3`,
    [after, high, most],
  );
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
