import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { ContractId, CustomerId, HoldId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Term } from '../term/term.js';
import { covers, type Hold } from './hold.js';

const COLUMNS = `h.hold_id as id, h.scope, h.subject_id as "subjectId", h.customer_id as "customerId",
  h.contract_id as "contractId", h.reason, h.owner_id as "ownerId", h.placed_at as "placedAt", h.until,
  h.ends_at as "endsAt", h.ended_at as "endedAt", h.version`;

export async function findHolds(sql: Sql, ids: readonly HoldId[]): Promise<Hold[]> {
  return await sql.query<Hold>(`select ${COLUMNS} from hold h where h.hold_id = any($1::uuid[]) order by h.hold_id`, [
    ids,
  ]);
}

/** Holds that stand on customers themselves. */
export async function customerHolds(sql: Sql, customerIds: readonly CustomerId[]): Promise<Hold[]> {
  return await sql.query<Hold>(
    `select ${COLUMNS} from hold h where h.subject_id = any($1::uuid[]) and h.ended_at is null order by h.hold_id`,
    [customerIds],
  );
}

/** Holds that stand on contracts and on their terms. */
export async function contractHolds(sql: Sql, contractIds: readonly ContractId[]): Promise<Hold[]> {
  return await sql.query<Hold>(
    `select ${COLUMNS} from hold h where h.contract_id = any($1::uuid[]) and h.ended_at is null order by h.hold_id`,
    [contractIds],
  );
}

/** Every hold of a customer that stands, whatever of it is covered. */
export async function holdsWithin(sql: Sql, customerId: CustomerId): Promise<Hold[]> {
  return await sql.query<Hold>(
    `select ${COLUMNS} from hold h where h.customer_id = $1::uuid and h.ended_at is null order by h.hold_id`,
    [customerId],
  );
}

/** Holds that cover terms, those that ended included, by term. */
export async function holdsOver(sql: Sql, terms: readonly Term[]): Promise<Map<Term['id'], Hold[]>> {
  if (terms.length === 0) return new Map();
  const subjects = new Set(terms.flatMap(({ id, contractId, customerId }) => [id, contractId, customerId]));
  const holds = await sql.query<Hold>(`select ${COLUMNS} from hold h where h.subject_id = any($1::uuid[])`, [
    [...subjects],
  ]);
  return new Map(terms.map((term) => [term.id, holds.filter((hold) => covers(hold, term))]));
}

export async function saveHolds(tx: Transaction, holds: readonly Hold[]): Promise<void> {
  if (holds.length === 0) return;
  await tx.execute(
    `insert into hold (hold_id, scope, subject_id, customer_id, contract_id, reason, owner_id, placed_at, until,
       ends_at, ended_at, version)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[],
       $8::timestamptz[], $9::date[], $10::timestamptz[], $11::timestamptz[], $12::int[]) order by 1
     on conflict (hold_id) do update set reason = excluded.reason, owner_id = excluded.owner_id,
       until = excluded.until, ends_at = excluded.ends_at, ended_at = excluded.ended_at, version = excluded.version,
       set_aside_reason = null`,
    [
      holds.map((h) => h.id),
      holds.map((h) => h.scope),
      holds.map((h) => h.subjectId),
      holds.map((h) => h.customerId),
      holds.map((h) => h.contractId),
      holds.map((h) => h.reason),
      holds.map((h) => h.ownerId),
      timestamptzArray(holds.map((h) => h.placedAt)),
      holds.map((h) => h.until),
      timestamptzArray(holds.map((h) => h.endsAt)),
      timestamptzArray(holds.map((h) => h.endedAt)),
      holds.map((h) => h.version),
    ],
  );
}

/** Holds whose last day has passed; not locked. @param only null: whichever; else of these ids */
export async function holdsToEnd(
  sql: Sql,
  now: Instant,
  only: readonly string[] | null,
  limit: number,
): Promise<Hold[]> {
  return await sql.query<Hold>(
    `select ${COLUMNS} from hold h
     where h.ended_at is null and h.set_aside_reason is null and h.ends_at <= $1
       and ($2::uuid[] is null or h.hold_id = any($2))
     order by h.ends_at, h.hold_id limit $3`,
    [timestamptz(now), only, limit],
  );
}

export async function nextHoldEnd(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ due: Instant | null }>(
    `select min(ends_at) as due from hold where ended_at is null and set_aside_reason is null`,
    [],
  );
  return row?.due ?? null;
}

export async function setHoldAside(sql: Sql, id: HoldId, reason: string): Promise<void> {
  await sql.execute('update hold set set_aside_reason = $2 where hold_id = $1', [id, reason]);
}

/** By what a list of holds is ordered. */
export type HoldKey = Pick<Hold, 'placedAt' | 'id'>;

export interface HoldFilter {
  /** Null: of all. */
  readonly customerId: CustomerId | null;
  readonly includeEnded: boolean;
  readonly after: HoldKey | null;
}

/** A page, the oldest first. */
export async function pageHolds(
  sql: Sql,
  { customerId, includeEnded, after }: HoldFilter,
  limit: number,
): Promise<Hold[]> {
  return await sql.query<Hold>(
    `select ${COLUMNS} from hold h
     where ($1::uuid is null or h.customer_id = $1) ${includeEnded ? '' : 'and h.ended_at is null'}
       and ($2::timestamptz is null or (h.placed_at, h.hold_id) > ($2, $3::uuid))
     order by h.placed_at, h.hold_id limit $4`,
    [customerId, timestamptz(after?.placedAt), after?.id ?? null, limit],
  );
}
