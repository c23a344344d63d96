import { timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import type { Evidence } from './evidence.js';

const COLUMNS = `reminder_id as "reminderId", term_id as "termId", kind, grade, channel, first_at as "firstAt",
  last_at as "lastAt", answer`;

/**
 * Keeps the best of each kind, whatever comes first: the best grade, the first and the last instant, and the newest
 * answer; of two at one instant the later one by name. @returns what said something new.
 */
export async function upsertEvidence(tx: Transaction, evidence: readonly Evidence[]): Promise<Evidence[]> {
  if (evidence.length === 0) return [];
  return await tx.query<Evidence>(
    `insert into evidence as e (reminder_id, term_id, kind, grade, channel, first_at, last_at, answer)
     select i, (array_agg(t))[1], k, (array_agg(g order by ${rank('g')} desc))[1], (array_agg(c order by a, c))[1],
       min(a), max(a), (array_agg(w order by a desc, w desc))[1]
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
       as n(i, t, k, g, c, a, w)
     group by i, k order by i, k
     on conflict (reminder_id, kind) do update set
       grade = case when ${rank('excluded.grade')} > ${rank('e.grade')} then excluded.grade else e.grade end,
       first_at = least(e.first_at, excluded.first_at), last_at = greatest(e.last_at, excluded.last_at),
       answer = case when ${NEWER} then excluded.answer else e.answer end
     where ${rank('excluded.grade')} > ${rank('e.grade')} or excluded.first_at < e.first_at or ${NEWER}
     returning ${COLUMNS}`,
    [
      evidence.map((of) => of.reminderId),
      evidence.map((of) => of.termId),
      evidence.map((of) => of.kind),
      evidence.map((of) => of.grade),
      evidence.map((of) => of.channel),
      timestamptzArray(evidence.map((of) => of.firstAt)),
      evidence.map((of) => of.answer),
    ],
  );
}

const rank = (column: string): string => `array_position('{WEAK,MEDIUM,STRONG}'::text[], ${column})`;
const NEWER = `(excluded.answer is not null and (e.answer is null
  or (excluded.last_at, excluded.answer) > (e.last_at, e.answer)))`;

export async function readEvidence(sql: Sql, termIds: readonly TermId[]): Promise<Evidence[]> {
  return await sql.query<Evidence>(
    `select ${COLUMNS} from evidence where term_id = any($1::uuid[]) order by reminder_id, kind`,
    [termIds],
  );
}

/** Those of the reminders of which it is known that they did not arrive. */
export async function findBounced(sql: Sql, reminderIds: readonly ReminderId[]): Promise<ReminderId[]> {
  const rows = await sql.query<{ reminderId: ReminderId }>(
    `select reminder_id as "reminderId" from evidence where reminder_id = any($1::uuid[]) and kind = 'BOUNCED'`,
    [reminderIds],
  );
  return rows.map(({ reminderId }) => reminderId);
}
