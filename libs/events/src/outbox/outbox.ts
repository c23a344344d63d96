import type { Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import { encode } from '../codec.js';
import type { NewEvent } from '../event.js';
import { eventBytesOf } from '../limits.js';
import { definitionOf } from '../registry.js';
import { currentTraceparent } from '../trace-context.js';

/** A row of the outbox before it has an id. */
export interface OutboxRow {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly subject: string;
  readonly businesstime: Instant;
  readonly restated: boolean;
  /** How `data` becomes the record's value: utf8 for JSON, base64 for the bytes of a dead letter. */
  readonly encoding: 'utf8' | 'base64';
  readonly data: string;
}

const INSERT = `
  insert into outbox (topic, key, type, subject, businesstime, restated, traceparent, encoding, data)
  select r.topic, r.key, r.type, r.subject, r.businesstime, r.restated, $9, r.encoding, r.data
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $7::text[], $8::text[])
    with ordinality as r(topic, key, type, subject, businesstime, restated, encoding, data, n)
  order by r.n`;

/** Events are appended in the use case's transaction, while the row lock of their aggregate is held. */
export class Outbox {
  /** @param onCommitted told after a commit that there is something to publish. */
  constructor(private readonly onCommitted: () => void) {}

  /**
   * Appends events in their order, one statement for all. `now` is the business instant of the facts.
   * @throws DomainError EVENT_TOO_LARGE, with nothing written, for what no event log would take later.
   */
  async append(
    tx: Transaction,
    events: readonly NewEvent[],
    now: Instant,
    options: { restated?: boolean } = {},
  ): Promise<void> {
    await this.appendRows(
      tx,
      events.map((event) => toRow(event, now, options.restated ?? false)),
    );
  }

  async appendRows(tx: Transaction, rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    rows.forEach(refuseOutsize);
    await tx.query(INSERT, [
      rows.map((r) => r.topic),
      rows.map((r) => r.key),
      rows.map((r) => r.type),
      rows.map((r) => r.subject),
      rows.map((r) => timestamptz(r.businesstime)),
      rows.map((r) => r.restated),
      rows.map((r) => r.encoding),
      rows.map((r) => r.data),
      currentTraceparent() ?? null,
    ]);
    tx.afterCommit(this.onCommitted);
  }
}

/** In the relay it would be too late: one row that cannot be published holds back all behind it. */
function refuseOutsize({ topic, key, subject, type, encoding, data }: OutboxRow): void {
  const bytes = Buffer.byteLength(key) + Buffer.byteLength(subject) + Buffer.byteLength(data, encoding);
  const most = eventBytesOf(topic);
  if (bytes <= most) return;
  const message = `an event has at most ${most} bytes of key, subject and data, and this ${type} of ${subject} has ${bytes}`;
  throw new DomainError('EVENT_TOO_LARGE', message, { violations: [violation('data', 'too_large', message)] });
}

function toRow(event: NewEvent, now: Instant, restated: boolean): OutboxRow {
  const definition = definitionOf(event.type);
  const key = definition.key(event.payload);
  if (key === '') throw new Error(`${event.type} has no customer id to be its key`);
  return {
    topic: definition.topic,
    key,
    type: event.type,
    subject: definition.subject(event.payload),
    businesstime: now,
    restated,
    encoding: 'utf8',
    data: encode(event.type, event.payload),
  };
}
