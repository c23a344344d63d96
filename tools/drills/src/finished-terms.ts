import type { Stage } from './stage.js';

/** Terms with which scheduling is through, each with the transaction that wrote it last. */
export type FinishedTerms = ReadonlyMap<string, string>;

/**
 * Closed for contracts too, announced, planned, and no reminder under way: no event that is yet to come writes them.
 */
export async function finishedTerms(stage: Stage): Promise<FinishedTerms> {
  const rows = await stage.database('scheduling').query<{ term_id: string; written: string }>(
    `select term_id, xmin::text as written from term t
     where closed and expiring and not plan_due and state in ('RENEWED', 'CANCELLED')
       and not exists (select from reminder r where r.term_id = t.term_id
       and r.state in ('PLANNED', 'HELD', 'RELEASED'))`,
    [],
  );
  return new Map(rows.map((row) => [row.term_id, row.written]));
}

/**
 * A sentence when some were written since: what came again was handled again. Nothing else tells, since every handler
 * leaves things as they are when it is told twice.
 */
export async function writtenSince(stage: Stage, finished: FinishedTerms): Promise<string[]> {
  const rows = await stage
    .database('scheduling')
    .query<{ term_id: string; written: string }>(
      `select term_id, xmin::text as written from term where term_id = any($1::uuid[])`,
      [[...finished.keys()]],
    );
  const again = rows.filter((row) => finished.get(row.term_id) !== row.written);
  if (finished.size === 0) return ['no term was finished before its events came again'];
  return again.length === 0
    ? []
    : [
        `${again.length} of ${finished.size} finished terms were written again when their events came again, such as ${again[0]?.term_id}`,
      ];
}
