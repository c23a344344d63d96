import { timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Decision } from './decision.js';

/** Adds to ledgers, whose terms the caller has locked; rows are never changed. */
export async function insertDecisions(tx: Transaction, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return;
  await tx.execute(
    `insert into decision (term_id, seq, prev_hash, hash, kind, reminder_id, reason, decided_at, facts)
     select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[],
       $8::timestamptz[], $9::text[])`,
    [
      decisions.map((d) => d.termId),
      decisions.map((d) => d.seq),
      decisions.map((d) => d.prevHash),
      decisions.map((d) => d.hash),
      decisions.map((d) => d.kind),
      decisions.map((d) => d.reminderId),
      decisions.map((d) => d.reason),
      timestamptzArray(decisions.map((d) => d.decidedAt)),
      decisions.map((d) => d.facts),
    ],
  );
}

/** The whole ledger of a term, oldest first, archived rows among them. */
export async function readLedger(sql: Sql, termId: TermId): Promise<Decision[]> {
  return await sql.query<Decision>(
    `select term_id as "termId", seq, prev_hash as "prevHash", hash, kind, reminder_id as "reminderId", reason,
       decided_at as "decidedAt", facts
     from decision_all where term_id = $1 order by seq`,
    [termId],
  );
}
