import { timestamptz } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { NewReview } from '@perennial/kernel/review';
import { BY_SYSTEM } from '@perennial/service/review/review';
import { PLANNING_REVIEWS } from './plan-review.js';

/** A review of a term that a person has finished: it is not noted again for the same subject. */
export interface FinishedReview {
  readonly termId: TermId;
  readonly kind: string;
  readonly subjectId: string;
}

export async function readFinished(sql: Sql, termIds: readonly TermId[]): Promise<FinishedReview[]> {
  return await sql.query<FinishedReview>(
    `select term_id as "termId", kind, subject_id as "subjectId" from review_row
     where term_id = any($1::uuid[]) and done_at is not null and kind = any($2::text[]) and done_by <> $3`,
    [termIds, PLANNING_REVIEWS, BY_SYSTEM],
  );
}

/** Takes off the list what planning noted about these terms earlier and finds no more. */
export async function clearPlanReviews(
  tx: Transaction,
  termIds: readonly TermId[],
  left: readonly NewReview[],
  now: Instant,
): Promise<void> {
  await tx.execute(
    `update review_row set done_by = $5, done_at = $6::timestamptz where review_id in (
       select review_id from review_row
       where done_at is null and term_id = any($1::uuid[]) and kind = any($2::text[])
         and (kind, subject_id) not in (select * from unnest($3::text[], $4::text[]))
       order by kind, subject_kind, subject_id for update)`,
    [
      termIds,
      PLANNING_REVIEWS,
      left.map(({ kind }) => kind),
      left.map(({ subjectId }) => subjectId),
      BY_SYSTEM,
      timestamptz(now),
    ],
  );
}
