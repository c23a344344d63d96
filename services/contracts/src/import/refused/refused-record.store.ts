import type { Sql } from '@perennial/database/database';
import type { CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { RefusedOf, RefusedRecord } from './refused-record.js';

interface Row {
  readonly n: bigint;
  readonly customer_id: CustomerId;
  readonly owner_id: OwnerId | null;
  readonly team_id: TeamId | null;
}

/** Refused records of customers that are known: by the record itself where it is, else by what it names. */
export async function ofKnownCustomers(sql: Sql, list: readonly RefusedRecord[]): Promise<RefusedOf[]> {
  if (list.length === 0) return [];
  const rows = await sql.query<Row>(
    `select g.n, u.customer_id, u.owner_id, u.team_id
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
       as g(kind, system, source_id, customer, contract, n)
     left join source_ref r on r.kind = g.kind and r.system = g.system and r.source_id = g.source_id
     left join contact p on g.kind = 'contact' and p.contact_id = r.entity_id
     left join hold h on g.kind = 'hold' and h.hold_id = r.entity_id
     left join source_ref nc on nc.kind = 'contract' and nc.system = g.system and nc.source_id = g.contract
     left join contract c on c.contract_id = case g.kind when 'contract' then r.entity_id else nc.entity_id end
     left join source_ref nu on nu.kind = 'customer' and nu.system = g.system and nu.source_id = g.customer
     join customer u on u.customer_id = coalesce(case when g.kind = 'customer' then r.entity_id end, p.customer_id,
       h.customer_id, c.customer_id, nu.entity_id)`,
    [
      list.map((r) => r.kind),
      list.map((r) => r.system),
      list.map((r) => r.sourceId),
      list.map((r) => r.customer),
      list.map((r) => r.contract),
    ],
  );
  return rows.map((row) => ({
    refused: list[Number(row.n) - 1] as RefusedRecord,
    customerId: row.customer_id,
    ownerId: row.owner_id,
    teamId: row.team_id,
  }));
}
