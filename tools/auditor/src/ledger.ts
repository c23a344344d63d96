import { createHash } from 'node:crypto';
import type { Database } from '@perennial/database/database';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { NO_ID, PAGE, rowsOf } from './rows.js';

interface DecisionRow {
  term_id: string;
  seq: number;
  prev_hash: string;
  hash: string;
  kind: string;
  reminder_id: string | null;
  reason: string;
  decided_at: Instant;
  facts: string;
}

/** Where the hash chain of a term ends, and whether every link of it fits the one before. */
export interface Chain {
  readonly id: string;
  readonly seq: number;
  readonly hash: string;
  readonly intact: boolean;
}

/** The chains of all terms that have decisions, by term. */
export async function* chains(scheduling: Database): AsyncGenerator<Chain> {
  let chain: Chain | undefined;
  for await (const row of rowsOf<DecisionRow>((after) =>
    scheduling.query(
      `select term_id, seq, prev_hash, hash, kind, reminder_id, reason, decided_at, facts from decision_all
     where (term_id, seq) > ($1::uuid, $2::int) order by term_id, seq limit ${PAGE}`,
      [after?.term_id ?? NO_ID, after?.seq ?? 0],
    ),
  )) {
    if (chain && chain.id !== row.term_id) yield chain;
    const before: Chain = chain?.id === row.term_id ? chain : { id: row.term_id, seq: 0, hash: '', intact: true };
    const fits = row.seq === before.seq + 1 && row.prev_hash === before.hash && hashOf(row) === row.hash;
    chain = { id: row.term_id, seq: row.seq, hash: row.hash, intact: before.intact && fits };
  }
  if (chain) yield chain;
}

/** RFC 8785 of an object of texts, numbers and null: members sorted by name, JSON.stringify for the rest. */
function hashOf(row: DecisionRow): string {
  const members = {
    term: row.term_id,
    seq: row.seq,
    prev: row.prev_hash,
    kind: row.kind,
    reminder: row.reminder_id,
    reason: row.reason,
    facts: row.facts,
    at: formatInstant(row.decided_at),
  };
  const text = `{${Object.entries(members)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',')}}`;
  return createHash('sha256').update(text).digest('hex');
}
