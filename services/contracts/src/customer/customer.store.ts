import type { Sql, Transaction } from '@perennial/database/database';
import { Where } from '@perennial/database/where';
import type { CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import type { Customer } from './customer.js';
import type { Tier } from './tier.js';

interface Row {
  readonly customer_id: CustomerId;
  readonly name: string;
  readonly country: string;
  readonly zone: string;
  readonly own_locale: string | null;
  readonly locale: string;
  readonly since: string;
  readonly owner_id: OwnerId | null;
  readonly team_id: TeamId | null;
  readonly tier: Tier;
  readonly tier_override: Tier | null;
  readonly version: number;
  readonly ownership_due: boolean;
}

const COLUMNS = `c.customer_id, c.name, c.country, c.zone, c.locale, c.since, c.owner_id, c.team_id, c.tier,
  c.tier_override, c.version, c.ownership_due, c.own_locale`;

export async function lockCustomers(tx: Transaction, ids: readonly CustomerId[]): Promise<Customer[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from customer c where c.customer_id = any($1::uuid[]) order by c.customer_id for update`,
    [ids],
  );
  return rows.map(toCustomer);
}

export async function findCustomers(sql: Sql, ids: readonly CustomerId[]): Promise<Customer[]> {
  const rows = await sql.query<Row>(`select ${COLUMNS} from customer c where c.customer_id = any($1::uuid[])`, [ids]);
  return rows.map(toCustomer);
}

export interface CustomerFilter {
  /** Part of the name in any case; empty = all. */
  readonly nameContains: string;
  /** Null = all. */
  readonly ids: readonly CustomerId[] | null;
  /** Only those that lack something. */
  readonly incomplete?: boolean;
  /** Id before the page. */
  readonly after: CustomerId | null;
}

/** A page in the order of ids. Names with the pairs of characters of a part are found by an index; one has none. */
export async function pageCustomers(
  sql: Sql,
  { nameContains, ids, incomplete = false, after }: CustomerFilter,
  limit: number,
): Promise<Customer[]> {
  const part = nameContains === '' ? null : nameContains;
  const where = new Where()
    .and('c.name_pairs @> pairs_of(?)', part)
    .and('position(lower(?) in c.name_lower) > 0', part)
    .and('c.customer_id > ?::uuid', after)
    .and('c.customer_id = any(?::uuid[])', ids);
  const joined = incomplete ? `join incomplete_record i on i.entity_id = c.customer_id and i.kind = 'customer'` : '';
  const rows = await sql.query<Row>(
    `select ${COLUMNS} from customer c ${joined} ${where.text} order by c.customer_id limit ${where.value(limit)}`,
    where.values,
  );
  return rows.map(toCustomer);
}

export async function saveCustomers(tx: Transaction, customers: readonly Customer[]): Promise<void> {
  if (customers.length === 0) return;
  await tx.execute(
    `insert into customer (customer_id, name, country, zone, locale, since, owner_id, team_id, tier, tier_override,
       version, ownership_due, own_locale)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::uuid[],
       $8::uuid[], $9::text[], $10::text[], $11::int[], $12::boolean[], $13::text[])
     on conflict (customer_id) do update set name = excluded.name, country = excluded.country, zone = excluded.zone,
       locale = excluded.locale, since = excluded.since, owner_id = excluded.owner_id, team_id = excluded.team_id,
       tier = excluded.tier, tier_override = excluded.tier_override, version = excluded.version,
       ownership_due = excluded.ownership_due, own_locale = excluded.own_locale, set_aside_reason = null`,
    [
      customers.map((c) => c.id),
      customers.map((c) => c.name),
      customers.map((c) => c.country),
      customers.map((c) => c.zone),
      customers.map((c) => c.locale),
      customers.map((c) => c.since),
      customers.map((c) => c.ownerId),
      customers.map((c) => c.teamId),
      customers.map((c) => c.tier),
      customers.map((c) => c.tierOverride),
      customers.map((c) => c.version),
      customers.map((c) => c.ownershipDue),
      customers.map((c) => c.ownLocale),
    ],
  );
}

export interface YearlySum {
  readonly customerId: CustomerId;
  readonly trial: boolean;
  readonly amount: Money;
}

interface YearlyRow {
  readonly customer_id: CustomerId;
  readonly trial: boolean;
  readonly yearly_currency: string;
  readonly amount_minor: bigint;
}

/** What the active contracts of customers cost a year, trials apart, by currency. */
export async function yearlySums(tx: Transaction, customerIds: readonly CustomerId[]): Promise<YearlySum[]> {
  const rows = await tx.query<YearlyRow>(
    `select customer_id, product_type = 'trial' as trial, yearly_currency,
       least(sum(yearly_amount_minor), 9e18)::bigint as amount_minor
     from contract where customer_id = any($1::uuid[]) and status = 'ACTIVE' and yearly_amount_minor is not null
     group by 1, 2, 3`,
    [customerIds],
  );
  return rows.map((row) => ({
    customerId: row.customer_id,
    trial: row.trial,
    amount: { currency: row.yearly_currency, minor: row.amount_minor },
  }));
}

/** Customers of an owner that carry another team, locked. */
export async function lockCustomersOutsideTeam(
  tx: Transaction,
  ownerId: OwnerId,
  teamId: TeamId,
  limit: number,
): Promise<Customer[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from customer c where c.owner_id = $1::uuid and c.team_id is distinct from $2::uuid
     order by c.customer_id limit $3 for update`,
    [ownerId, teamId, limit],
  );
  return rows.map(toCustomer);
}

/**
 * One customer whose contracts still carry another owner or team; nobody else works on it meanwhile.
 * @param only null: whichever; else of these ids
 */
export async function claimOwnershipDue(
  tx: Transaction,
  only: readonly string[] | null,
): Promise<Customer | undefined> {
  const [row] = await tx.query<Row>(
    `select ${COLUMNS} from customer c
     where c.ownership_due and c.set_aside_reason is null and ($1::uuid[] is null or c.customer_id = any($1))
     order by c.customer_id limit 1 for update skip locked`,
    [only],
  );
  return row && toCustomer(row);
}

export async function clearOwnershipDue(tx: Transaction, id: CustomerId): Promise<void> {
  await tx.execute(`update customer set ownership_due = false where customer_id = $1::uuid`, [id]);
}

/** Sorted, so that the index on ownership_due answers and not the table, of which nearly no row is meant. */
export async function anyOwnershipDue(sql: Sql): Promise<boolean> {
  const due = 'ownership_due and set_aside_reason is null';
  return (await sql.query(`select 1 from customer where ${due} order by customer_id limit 1`, [])).length > 0;
}

export async function setCustomerAside(sql: Sql, id: CustomerId, reason: string): Promise<void> {
  await sql.execute('update customer set set_aside_reason = $2 where customer_id = $1', [id, reason]);
}

function toCustomer(row: Row): Customer {
  return {
    id: row.customer_id,
    name: row.name,
    country: row.country,
    zone: row.zone,
    ownLocale: row.own_locale,
    locale: row.locale,
    since: row.since,
    ownerId: row.owner_id,
    teamId: row.team_id,
    tier: row.tier,
    tierOverride: row.tier_override,
    version: row.version,
    ownershipDue: row.ownership_due,
  };
}
