import type { Sql, Transaction } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import type { Lineage, LineageKind } from './lineage.js';

/** What is known already stays. */
export async function saveLineage(tx: Transaction, links: readonly Lineage[]): Promise<void> {
  if (links.length === 0) return;
  await tx.execute(
    `insert into lineage (term_id, from_term_id, kind) select * from unnest($1::uuid[], $2::uuid[], $3::text[])
     on conflict (term_id, from_term_id) do nothing`,
    [links.map((link) => link.termId), links.map((link) => link.fromTermId), links.map((link) => link.kind)],
  );
}

/** Where terms came from. */
export async function lineageOf(sql: Sql, termIds: readonly TermId[]): Promise<Lineage[]> {
  const rows = await sql.query<{ term_id: TermId; from_term_id: TermId; kind: LineageKind }>(
    `select term_id, from_term_id, kind from lineage where term_id = any($1::uuid[]) order by term_id, from_term_id`,
    [termIds],
  );
  return rows.map((row) => ({ termId: row.term_id, fromTermId: row.from_term_id, kind: row.kind }));
}
