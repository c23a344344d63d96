import type { Sql, Transaction } from '@perennial/database/database';
import type { ContractId, CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import type { Contract } from './contract.js';

const COLUMNS = `c.contract_id as id, c.customer_id as "customerId", c.product, c.product_type as "productType",
  c.period_months as "periodMonths", c.original_start as "originalStart", c.zone, c.auto_renew as "autoRenew", c.seats,
  c.status, c.ended_on as "endedOn", c.owner_id as "ownerId", c.team_id as "teamId", c.version`;

export async function lockContracts(tx: Transaction, ids: readonly ContractId[]): Promise<Contract[]> {
  return await tx.query<Contract>(
    `select ${COLUMNS} from contract c where c.contract_id = any($1::uuid[]) order by c.contract_id for update`,
    [ids],
  );
}

export async function findContracts(sql: Sql, ids: readonly ContractId[]): Promise<Contract[]> {
  return await sql.query<Contract>(`select ${COLUMNS} from contract c where c.contract_id = any($1::uuid[])`, [ids]);
}

export interface ContractFilter {
  /** Null = of all customers. */
  readonly customerId: CustomerId | null;
  /** Null = all. */
  readonly ids: readonly ContractId[] | null;
  /** Id before the page. */
  readonly after: ContractId | null;
}

/** A page in the order of ids. */
export async function pageContracts(
  sql: Sql,
  { customerId, ids, after }: ContractFilter,
  limit: number,
): Promise<Contract[]> {
  return await sql.query<Contract>(
    `select ${COLUMNS} from contract c
     where ($1::uuid is null or c.customer_id = $1::uuid) and ($2::uuid is null or c.contract_id > $2::uuid)
       and ($3::uuid[] is null or c.contract_id = any($3::uuid[]))
     order by c.contract_id limit $4`,
    [customerId, after, ids, limit],
  );
}

/** The customers of contracts; not locked. */
export async function customerIdsOf(sql: Sql, contractIds: readonly ContractId[]): Promise<CustomerId[]> {
  const rows = await sql.query<{ id: CustomerId }>(
    `select distinct customer_id as id from contract where contract_id = any($1::uuid[])`,
    [contractIds],
  );
  return rows.map(({ id }) => id);
}

/** Ids of a customer's contracts that carry another owner or team. */
export async function contractsOutside(
  tx: Transaction,
  customerId: CustomerId,
  ownerId: OwnerId | null,
  teamId: TeamId | null,
  limit: number,
): Promise<ContractId[]> {
  const rows = await tx.query<{ id: ContractId }>(
    `select contract_id as id from contract
     where customer_id = $1::uuid and (owner_id is distinct from $2::uuid or team_id is distinct from $3::uuid)
     order by contract_id limit $4`,
    [customerId, ownerId, teamId, limit],
  );
  return rows.map(({ id }) => id);
}

/** @param contracts with what a year of each costs: tiers are computed from it */
export async function saveContracts(
  tx: Transaction,
  contracts: readonly (Contract & { readonly yearly: Money | null })[],
): Promise<void> {
  if (contracts.length === 0) return;
  await tx.execute(
    `insert into contract (contract_id, customer_id, product, product_type, period_months, original_start, zone,
       auto_renew, seats, status, ended_on, owner_id, team_id, version, yearly_currency, yearly_amount_minor)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::date[], $7::text[],
       $8::boolean[], $9::int[], $10::text[], $11::date[], $12::uuid[], $13::uuid[], $14::int[], $15::text[],
       $16::bigint[])
     on conflict (contract_id) do update set product = excluded.product, product_type = excluded.product_type,
       period_months = excluded.period_months, original_start = excluded.original_start, zone = excluded.zone,
       auto_renew = excluded.auto_renew, seats = excluded.seats, status = excluded.status,
       ended_on = excluded.ended_on, owner_id = excluded.owner_id, team_id = excluded.team_id,
       version = excluded.version, yearly_currency = excluded.yearly_currency,
       yearly_amount_minor = excluded.yearly_amount_minor`,
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
    ],
  );
}
