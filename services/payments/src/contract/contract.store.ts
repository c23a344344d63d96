import type { Sql } from '@perennial/database/sql';
import type { Contract } from './contract.js';

/** Writes replicas, set-wise; an older version never overwrites a newer one. */
export async function saveContracts(sql: Sql, contracts: readonly Contract[]): Promise<void> {
  if (contracts.length === 0) return;
  await sql.execute(
    `
    insert into contract as c (contract_id, customer_id, product, version)
    select distinct on (s.contract_id) s.*
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[]) as s(contract_id, customer_id, product, version)
    order by s.contract_id, s.version desc
    on conflict (contract_id) do update set
      customer_id = excluded.customer_id, product = excluded.product, version = excluded.version
    where excluded.version > c.version`,
    [
      contracts.map((c) => c.contractId),
      contracts.map((c) => c.customerId),
      contracts.map((c) => c.product),
      contracts.map((c) => c.version),
    ],
  );
}
