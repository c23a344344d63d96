import { timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { ChainHead, Decision } from './decision.js';

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

/** The ledger of a term, oldest first, archived rows among them, and where its chain ends by the term's own row. */
export interface Ledger {
  readonly decisions: readonly Decision[];
  readonly head: ChainHead;
}

/**
 * Reads ledger and head in one statement, so that they are of one moment without a lock: a question must not hold up
 * the closing lane. Undefined for a term that nobody knows.
 */
export async function readLedger(sql: Sql, termId: TermId): Promise<Ledger | undefined> {
  const rows = await sql.query<{ [K in keyof Decision]: Decision[K] | null } & { headSeq: number; headHash: string }>(
    `select t.decision_seq as "headSeq", t.decision_hash as "headHash", t.term_id as "termId", d.seq,
       d.prev_hash as "prevHash", d.hash, d.kind, d.reminder_id as "reminderId", d.reason, d.decided_at as "decidedAt",
       d.facts
     from term t left join decision_all d on d.term_id = t.term_id where t.term_id = $1 order by d.seq`,
    [termId],
  );
  const [first] = rows;
  if (!first) return undefined;
  const decisions = rows.flatMap(({ headSeq: _seq, headHash: _hash, ...row }) =>
    row.seq === null ? [] : [row as Decision],
  );
  return { decisions, head: { seq: first.headSeq, hash: first.headHash } };
}
