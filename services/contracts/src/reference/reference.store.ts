import type { Sql } from '@perennial/database/database';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';
import type { Invoice, Reference, ResolvedReference } from './reference.js';

interface Row {
  readonly n: number;
  readonly contract_id: ContractId;
  readonly customer_id: CustomerId;
  readonly term_ids: readonly TermId[];
}

/** Contracts by source ids, with their terms that can be paid, oldest first. Unknown ones are left out. */
export async function resolveContracts(sql: Sql, references: readonly Reference[]): Promise<ResolvedReference[]> {
  if (references.length === 0) return [];
  const rows = await sql.query<Row>(
    `
    select s.n::int as n, c.contract_id, c.customer_id, coalesce(array_agg(t.term_id order by t.start)
        filter (where t.term_id is not null), '{}') as term_ids
    from unnest($1::text[], $2::text[]) with ordinality as s(system, id, n)
    join source_ref r on r.kind = 'contract' and r.system = s.system and r.source_id = s.id
    join contract c on c.contract_id = r.entity_id
    left join term t on t.contract_id = c.contract_id and not t.voided and t.state in ('OPEN', 'EXPIRED', 'LAPSED')
    group by s.n, c.contract_id, c.customer_id order by s.n`,
    [references.map((r) => r.system), references.map((r) => r.id)],
  );
  return rows.map((row) => toResolved(row, references));
}

/** Invoices, with the terms that they were made out for, oldest first. Unknown ones are left out. */
export async function resolveInvoices(sql: Sql, references: readonly Reference[]): Promise<ResolvedReference[]> {
  if (references.length === 0) return [];
  const rows = await sql.query<Row>(
    `
    select s.n::int as n, (array_agg(i.contract_id order by t.start, t.term_id))[1] as contract_id,
      (array_agg(t.customer_id order by t.start, t.term_id))[1] as customer_id,
      array_agg(t.term_id order by t.start, t.term_id) as term_ids
    from unnest($1::text[], $2::text[]) with ordinality as s(system, id, n)
    join invoice i on i.system = s.system and i.invoice = s.id
    join term t on t.term_id = i.term_id
    group by s.n order by s.n`,
    [references.map((r) => r.system), references.map((r) => r.id)],
  );
  return rows.map((row) => toResolved(row, references));
}

function toResolved(row: Row, references: readonly Reference[]): ResolvedReference {
  return {
    reference: references[row.n - 1] as Reference,
    contractId: row.contract_id,
    customerId: row.customer_id,
    termIds: row.term_ids,
  };
}

/** Keeps for which term an invoice was first told; a record that repeats it for another term changes nothing. */
export async function saveInvoices(sql: Sql, invoices: readonly Invoice[]): Promise<void> {
  if (invoices.length === 0) return;
  await sql.execute(
    `
    insert into invoice (system, invoice, contract_id, term_id)
    select distinct on (s.system, s.invoice, s.contract_id) s.*
    from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[]) as s(system, invoice, contract_id, term_id)
    order by s.system, s.invoice, s.contract_id
    on conflict do nothing`,
    [
      invoices.map((i) => i.system),
      invoices.map((i) => i.invoice),
      invoices.map((i) => i.contractId),
      invoices.map((i) => i.termId),
    ],
  );
}
