import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Incomplete, Judged, JudgedKind } from './incomplete-record.js';

interface Row {
  readonly entity_id: Judged['id'];
  readonly kind: JudgedKind;
  readonly customer_id: CustomerId;
  readonly missing: readonly string[];
  readonly owner_id: OwnerId | null;
  readonly team_id: TeamId | null;
}

/** Keeps what records lack; what has not changed is not written. A change is told at `dueAt` at the latest. */
export async function saveIncomplete(tx: Transaction, records: readonly Judged[], dueAt: Instant): Promise<void> {
  if (records.length === 0) return;
  await tx.execute(
    `insert into incomplete_record as i (entity_id, kind, customer_id, missing, due_at)
     select id, kind, customer_id, string_to_array(missing, ','), $5::timestamptz
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as r(id, kind, customer_id, missing)
     order by id
     on conflict (entity_id) do update set missing = excluded.missing, due_at = coalesce(i.due_at, excluded.due_at),
       set_aside_reason = null
     where i.missing <> excluded.missing`,
    [
      records.map((r) => r.id),
      records.map((r) => r.kind),
      records.map((r) => r.customerId),
      records.map((r) => r.missing.join(',')),
      timestamptz(dueAt),
    ],
  );
}

/** Forgets records that are complete. @returns the ids of those that were not */
export async function dropIncomplete(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.query<{ entity_id: string }>(
    'delete from incomplete_record where entity_id = any($1::uuid[]) returning entity_id',
    [ids],
  );
  return new Set(rows.map((row) => row.entity_id));
}

/** What records lack, by id; those that lack nothing are not there. */
export async function missingOf(sql: Sql, ids: readonly string[]): Promise<Map<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.query<Row>(
    'select entity_id, missing from incomplete_record where entity_id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.entity_id, row.missing]));
}

/** Incomplete records of which a person is to be told; nobody else works on them meanwhile. */
export async function claimIncomplete(
  tx: Transaction,
  now: Instant,
  only: readonly string[] | null,
  limit: number,
): Promise<Incomplete[]> {
  const rows = await tx.query<Row>(
    `select i.entity_id, i.kind, i.customer_id, i.missing, c.owner_id, c.team_id
     from incomplete_record i left join customer c on c.customer_id = i.customer_id
     where i.due_at <= $1 and i.set_aside_reason is null and ($2::uuid[] is null or i.entity_id = any($2))
     order by i.due_at limit $3 for update of i skip locked`,
    [timestamptz(now), only, limit],
  );
  return rows.map((row) => ({
    kind: row.kind,
    id: row.entity_id,
    customerId: row.customer_id,
    missing: row.missing,
    ownerId: row.owner_id,
    teamId: row.team_id,
  }));
}

export async function markTold(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute('update incomplete_record set due_at = null where entity_id = any($1::uuid[])', [ids]);
}

export async function nextIncomplete(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ due_at: Instant }>(
    `select due_at from incomplete_record where due_at is not null and set_aside_reason is null
     order by due_at limit 1`,
    [],
  );
  return row?.due_at ?? null;
}

export async function setIncompleteAside(sql: Sql, id: string, reason: string): Promise<void> {
  await sql.execute('update incomplete_record set set_aside_reason = $2 where entity_id = $1', [id, reason]);
}
