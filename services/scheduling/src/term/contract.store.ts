import { json } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { ContractId } from '@perennial/kernel/ids';
import type { Contract } from './term.js';

/** @returns ids of those that were new or newer than the replica. */
export async function upsertContracts(tx: Transaction, contracts: readonly Contract[]): Promise<ContractId[]> {
  const rows = await tx.query<{ contractId: ContractId }>(
    `insert into contract as t (contract_id, customer_id, version, product, product_type, period_months, auto_renew,
       trial, seats, owner_id, team_id, holds)
     select distinct on ("contractId") "contractId", "customerId", version, product, "productType", "periodMonths",
       "autoRenew", trial, seats, "ownerId", "teamId", holds
     from jsonb_to_recordset($1::jsonb) as r("contractId" uuid, "customerId" uuid, version int, product text,
       "productType" text, "periodMonths" int, "autoRenew" boolean, trial boolean, seats int, "ownerId" uuid,
       "teamId" uuid, holds jsonb)
     order by "contractId", version desc
     on conflict (contract_id) do update set customer_id = excluded.customer_id, version = excluded.version,
       product = excluded.product, product_type = excluded.product_type, period_months = excluded.period_months,
       auto_renew = excluded.auto_renew, trial = excluded.trial, seats = excluded.seats, owner_id = excluded.owner_id,
       team_id = excluded.team_id, holds = excluded.holds
     where excluded.version > t.version
     returning contract_id as "contractId"`,
    [json(contracts)],
  );
  return rows.map(({ contractId }) => contractId);
}

export async function readContracts(sql: Sql, contractIds: readonly ContractId[]): Promise<Contract[]> {
  return await sql.query<Contract>(
    `select contract_id as "contractId", customer_id as "customerId", version, product, product_type as "productType",
       period_months as "periodMonths", auto_renew as "autoRenew", trial, seats, owner_id as "ownerId",
       team_id as "teamId", holds
     from contract where contract_id = any($1::uuid[])`,
    [contractIds],
  );
}
