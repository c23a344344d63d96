import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { TermId } from '@perennial/kernel/ids';
import type { Decision } from './decision.js';

/** Rows of decision; appended only under the term's row lock, never changed. */
@Injectable()
export class DecisionStore {
  async append(tx: Transaction, rows: readonly Decision[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.execute(
      `insert into decision (term_id, seq, prev_hash, hash, kind, reminder_id, reason, decided_at, facts)
       select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[], $9::text[])`,
      [
        rows.map((r) => r.termId),
        rows.map((r) => r.seq),
        rows.map((r) => r.prevHash),
        rows.map((r) => r.hash),
        rows.map((r) => r.kind),
        rows.map((r) => r.reminderId),
        rows.map((r) => r.reason),
        rows.map((r) => timestamptz(r.decidedAt)),
        rows.map((r) => r.facts),
      ],
    );
  }

  /** The whole ledger of a term, oldest first. */
  async ofTerm(sql: Sql, termId: TermId): Promise<Decision[]> {
    return await sql.query<Decision>(
      `select term_id as "termId", seq, prev_hash as "prevHash", hash, kind, reminder_id as "reminderId", reason, decided_at as "decidedAt", facts
       from decision where term_id = $1 order by seq`,
      [termId],
    );
  }
}
