import type { Sql, Transaction } from '@perennial/database/database';
import { Where } from '@perennial/database/where';
import type { ContractId, CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import type { Customer } from '../customer/customer.js';
import type { Contract, ContractStatus, ProductType } from './contract.js';

interface Row {
  readonly contract_id: ContractId;
  readonly customer_id: CustomerId;
  readonly product: string;
  readonly product_type: ProductType;
  readonly period_months: number;
  readonly original_start: string;
  readonly own_zone: string | null;
  readonly anchor: string;
  readonly zone: string;
  readonly auto_renew: boolean;
  readonly seats: number;
  readonly status: ContractStatus;
  readonly ended_on: string | null;
  readonly revived_on: string | null;
  readonly owner_id: OwnerId | null;
  readonly team_id: TeamId | null;
  readonly version: number;
}

const COLUMNS = `c.contract_id, c.customer_id, c.product, c.product_type, c.period_months, c.original_start, c.zone,
  c.auto_renew, c.seats, c.status, c.ended_on, c.owner_id, c.team_id, c.version, c.own_zone,
  coalesce(c.anchor, c.original_start) as anchor, c.revived_on`;

export async function lockContracts(tx: Transaction, ids: readonly ContractId[]): Promise<Contract[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from contract c where c.contract_id = any($1::uuid[]) order by c.contract_id for update`,
    [ids],
  );
  return rows.map(toContract);
}

export async function findContracts(sql: Sql, ids: readonly ContractId[]): Promise<Contract[]> {
  const rows = await sql.query<Row>(`select ${COLUMNS} from contract c where c.contract_id = any($1::uuid[])`, [ids]);
  return rows.map(toContract);
}

export interface ContractFilter {
  /** Null = of all customers. */
  readonly customerId: CustomerId | null;
  /** Null = all. */
  readonly ids: readonly ContractId[] | null;
  /** Only those that lack something. */
  readonly incomplete?: boolean;
  /** Id before the page. */
  readonly after: ContractId | null;
}

/** A page in the order of ids. */
export async function pageContracts(
  sql: Sql,
  { customerId, ids, incomplete = false, after }: ContractFilter,
  limit: number,
): Promise<Contract[]> {
  const where = new Where()
    .and('c.customer_id = ?::uuid', customerId)
    .and('c.contract_id > ?::uuid', after)
    .and('c.contract_id = any(?::uuid[])', ids);
  const joined = incomplete ? `join incomplete_record i on i.entity_id = c.contract_id and i.kind = 'contract'` : '';
  const rows = await sql.query<Row>(
    `select ${COLUMNS} from contract c ${joined} ${where.text} order by c.contract_id limit ${where.value(limit)}`,
    where.values,
  );
  return rows.map(toContract);
}

/** The customers of contracts; not locked. */
export async function customerIdsOf(sql: Sql, contractIds: readonly ContractId[]): Promise<CustomerId[]> {
  const rows = await sql.query<{ customer_id: CustomerId }>(
    `select distinct customer_id from contract where contract_id = any($1::uuid[])`,
    [contractIds],
  );
  return rows.map((row) => row.customer_id);
}

/** Ids of a customer's contracts that carry another owner, another team, or a zone that they inherited and it left. */
export async function contractsOutside(
  tx: Transaction,
  { id, ownerId, teamId, zone }: Pick<Customer, 'id' | 'ownerId' | 'teamId' | 'zone'>,
  limit: number,
): Promise<ContractId[]> {
  const rows = await tx.query<{ contract_id: ContractId }>(
    `select contract_id from contract
     where customer_id = $1::uuid and (owner_id is distinct from $2::uuid or team_id is distinct from $3::uuid
       or (own_zone is null and zone <> $4))
     order by contract_id limit $5`,
    [id, ownerId, teamId, zone, limit],
  );
  return rows.map((row) => row.contract_id);
}

/** @param contracts with what a year of each costs: tiers are computed from it */
export async function saveContracts(
  tx: Transaction,
  contracts: readonly (Contract & { readonly yearly: Money | null })[],
): Promise<void> {
  if (contracts.length === 0) return;
  await tx.execute(
    `insert into contract (contract_id, customer_id, product, product_type, period_months, original_start, zone,
       auto_renew, seats, status, ended_on, owner_id, team_id, version, yearly_currency, yearly_amount_minor,
       own_zone, anchor, revived_on)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::date[], $7::text[],
       $8::boolean[], $9::int[], $10::text[], $11::date[], $12::uuid[], $13::uuid[], $14::int[], $15::text[],
       $16::bigint[], $17::text[], $18::date[], $19::date[])
     on conflict (contract_id) do update set product = excluded.product, product_type = excluded.product_type,
       period_months = excluded.period_months, original_start = excluded.original_start, zone = excluded.zone,
       auto_renew = excluded.auto_renew, seats = excluded.seats, status = excluded.status,
       ended_on = excluded.ended_on, owner_id = excluded.owner_id, team_id = excluded.team_id,
       version = excluded.version, yearly_currency = excluded.yearly_currency,
       yearly_amount_minor = excluded.yearly_amount_minor, own_zone = excluded.own_zone, anchor = excluded.anchor,
       revived_on = excluded.revived_on`,
    [
      contracts.map((c) => c.id),
      contracts.map((c) => c.customerId),
      contracts.map((c) => c.product),
      contracts.map((c) => c.productType),
      contracts.map((c) => c.periodMonths),
      contracts.map((c) => c.originalStart),
      contracts.map((c) => c.zone),
      contracts.map((c) => c.autoRenew),
      contracts.map((c) => c.seats),
      contracts.map((c) => c.status),
      contracts.map((c) => c.endedOn),
      contracts.map((c) => c.ownerId),
      contracts.map((c) => c.teamId),
      contracts.map((c) => c.version),
      contracts.map((c) => c.yearly?.currency ?? null),
      contracts.map((c) => c.yearly?.minor ?? null),
      contracts.map((c) => c.ownZone),
      contracts.map((c) => c.anchor),
      contracts.map((c) => c.revivedOn),
    ],
  );
}

function toContract(row: Row): Contract {
  return {
    id: row.contract_id,
    customerId: row.customer_id,
    product: row.product,
    productType: row.product_type,
    periodMonths: row.period_months,
    originalStart: row.original_start,
    ownZone: row.own_zone,
    anchor: row.anchor,
    zone: row.zone,
    autoRenew: row.auto_renew,
    seats: row.seats,
    status: row.status,
    endedOn: row.ended_on,
    revivedOn: row.revived_on,
    ownerId: row.owner_id,
    teamId: row.team_id,
    version: row.version,
  };
}
