import type { Sql, Transaction } from '@perennial/database/sql';
import type { LogRecord } from '../event-log.js';

/** An event that its group cannot read yet, or that came behind one of its aggregate. */
export interface DeferredEvent {
  readonly record: LogRecord;
  /** Aggregate that it is about: the CloudEvents subject. */
  readonly subject: string;
  readonly reason: string;
}

export interface StoredDeferredEvent extends DeferredEvent {
  readonly deferredId: bigint;
}

/** Stores events in their order. */
export async function deferEvents(tx: Transaction, group: string, events: readonly DeferredEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(
    `insert into deferred_event (grp, subject, topic, partition, "offset", key, headers, value, reason)
     select $1, e.subject, e.topic, e.partition, e.at, e.key, e.headers, e.value, e.reason
     from unnest($2::text[], $3::text[], $4::int[], $5::bigint[], $6::text[], $7::jsonb[], $8::bytea[], $9::text[])
       with ordinality as e(subject, topic, partition, at, key, headers, value, reason, n)
     order by e.n`,
    [
      group,
      events.map((e) => e.subject),
      events.map((e) => e.record.topic),
      events.map((e) => e.record.partition),
      events.map((e) => e.record.offset),
      events.map((e) => e.record.key),
      events.map((e) => JSON.stringify(e.record.headers)),
      events.map((e) => e.record.value),
      events.map((e) => e.reason),
    ],
  );
}

/** Those of the aggregates of which the group has deferred an event. */
export async function deferredSubjects(
  sql: Sql,
  group: string,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await sql.query<{ subject: string }>(
    'select distinct subject from deferred_event where grp = $1 and subject = any($2::text[])',
    [group, subjects],
  );
  return new Set(rows.map(({ subject }) => subject));
}

interface Row {
  readonly deferred_id: bigint;
  readonly subject: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
  readonly reason: string;
}

/** A page of the group's deferred events, in the order in which they came. */
export async function readDeferred(
  sql: Sql,
  group: string,
  after: bigint,
  limit: number,
): Promise<StoredDeferredEvent[]> {
  const rows = await sql.query<Row>(
    `select deferred_id, subject, topic, partition, "offset", key, headers, value, reason
     from deferred_event where grp = $1 and deferred_id > $2 order by deferred_id limit $3`,
    [group, after, limit],
  );
  return rows.map(({ deferred_id, subject, reason, ...record }) => ({
    deferredId: deferred_id,
    subject,
    reason,
    record,
  }));
}

/** Takes an event out, in the transaction that handles it. @returns false where another process of the group did. */
export async function takeDeferred(tx: Transaction, deferredId: bigint): Promise<boolean> {
  return (await tx.execute('delete from deferred_event where deferred_id = $1', [deferredId])) > 0;
}
