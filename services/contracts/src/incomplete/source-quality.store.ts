import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { SourceQuality } from './source-quality.js';

interface Row {
  readonly system: string;
  readonly contracts: bigint;
  readonly lacking: bigint;
  readonly customers: bigint;
  readonly unreachable: bigint;
}

/** Systems whose records changed are measured again at `dueAt`; one that waits for it already is not written. */
export async function measureLater(tx: Transaction, systems: readonly string[], dueAt: Instant): Promise<void> {
  if (systems.length === 0) return;
  await tx.execute(
    `insert into source_quality as q (system, due_at)
     select r.system, $2::timestamptz from (select distinct unnest($1::text[]) as system) r
     where not exists (select from source_quality w where w.system = r.system and w.due_at is not null)
     order by r.system
     on conflict (system) do update set due_at = coalesce(q.due_at, excluded.due_at), set_aside_reason = null`,
    [systems, timestamptz(dueAt)],
  );
}

/** One system that is due; nobody else works on it meanwhile. */
export async function claimSource(
  tx: Transaction,
  now: Instant,
  only: readonly string[] | null,
): Promise<string | undefined> {
  const [row] = await tx.query<{ system: string }>(
    `select system from source_quality
     where due_at <= $1 and set_aside_reason is null and ($2::text[] is null or system = any($2))
     order by due_at limit 1 for update skip locked`,
    [timestamptz(now), only],
  );
  return row?.system;
}

export async function measureSource(tx: Transaction, system: string): Promise<SourceQuality> {
  const [row] = await tx.query<Row>(
    `with live as (
       select c.contract_id, c.customer_id from source_ref r join contract c on c.contract_id = r.entity_id
       where r.kind = 'contract' and r.system = $1 and c.status = 'ACTIVE'),
     known as (select entity_id as customer_id from source_ref where kind = 'customer' and system = $1)
     select $1 as system, (select count(*) from live) as contracts,
       (select count(*) from live
        where contract_id in (select entity_id from incomplete_record
            where kind = 'contract' and missing && array['product', 'term'])
          or customer_id in (select entity_id from incomplete_record
            where kind = 'customer' and missing && array['contacts'])) as lacking,
       (select count(*) from known) as customers,
       (select count(*) from known k where not exists (
          select from contact p where p.customer_id = k.customer_id and p.active and p.email_hmac is not null)
       ) as unreachable`,
    [system],
  );
  return toQuality(row ?? { system, contracts: 0n, lacking: 0n, customers: 0n, unreachable: 0n });
}

export async function saveMeasured(tx: Transaction, quality: SourceQuality): Promise<void> {
  const { system, contracts, lacking, customers, unreachable } = quality;
  await tx.execute(
    `update source_quality set contracts = $2, lacking = $3, customers = $4, unreachable = $5, due_at = null
     where system = $1`,
    [system, contracts, lacking, customers, unreachable],
  );
}

/** As they were measured last. */
export async function measuredSources(sql: Sql): Promise<SourceQuality[]> {
  const rows = await sql.query<Row>(
    'select system, contracts, lacking, customers, unreachable from source_quality order by system limit 200',
    [],
  );
  return rows.map(toQuality);
}

export async function nextMeasuring(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ due_at: Instant }>(
    `select due_at from source_quality where due_at is not null and set_aside_reason is null order by due_at limit 1`,
    [],
  );
  return row?.due_at ?? null;
}

export async function setSourceAside(sql: Sql, system: string, reason: string): Promise<void> {
  await sql.execute('update source_quality set set_aside_reason = $2 where system = $1', [system, reason]);
}

function toQuality({ system, contracts, lacking, customers, unreachable }: Row): SourceQuality {
  return {
    system,
    contracts: Number(contracts),
    lacking: Number(lacking),
    customers: Number(customers),
    unreachable: Number(unreachable),
  };
}
