import type { Sql } from '@perennial/database/sql';
import { timestamptz } from '@perennial/database/parameters';
import { Where } from '@perennial/database/where';
import { newId, type CustomerId, type Id, type OwnerId, type ReviewId, type TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { NewReview, ReviewSubject } from '@perennial/kernel/review';
import type { ReviewKind } from '@perennial/kernel/review-kinds';
import type { ReviewKey } from './review-key.js';
import { BY_SYSTEM, type Review } from './review.js';

const COLUMNS = `review_id as "reviewId", kind, subject_kind as "subjectKind", subject_id as "subjectId",
  customer_id as "customerId", contract_id as "contractId", term_id as "termId", owner_id as "ownerId",
  team_id as "teamId", detail, noted_at as "notedAt", done_by as "doneBy", done_at as "doneAt"`;

/** Notes what a person must look at; what is on the list stays as it was noticed first. @returns how many are new */
export async function noteReviews(sql: Sql, list: readonly NewReview[], now: Instant): Promise<number> {
  return await insertReviews(sql, list, now, 'nothing');
}

/** The same where what was seen changes while the row stands: its text is kept current, its age is not. */
export async function restateReviews(sql: Sql, list: readonly NewReview[], now: Instant): Promise<number> {
  return await insertReviews(
    sql,
    list,
    now,
    'update set detail = excluded.detail where r.detail is distinct from excluded.detail',
  );
}

async function insertReviews(sql: Sql, list: readonly NewReview[], now: Instant, onConflict: string): Promise<number> {
  if (list.length === 0) return 0;
  const distinct = [...new Map(list.map((review) => [keyOf(review), review])).values()];
  const ids = (of: (review: NewReview) => Id<string> | null | undefined) => distinct.map((r) => of(r) ?? null);
  return await sql.execute(
    `insert into review_row as r (review_id, kind, subject_kind, subject_id, customer_id, contract_id, term_id, owner_id,
       team_id, detail, noted_at)
     select n.*, $11::timestamptz from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[],
       $7::uuid[], $8::uuid[], $9::uuid[], $10::text[]) as n(id, kind, subject_kind, subject_id)
     order by n.kind, n.subject_kind, n.subject_id
     on conflict (kind, subject_kind, subject_id) where done_at is null do ${onConflict}`,
    [
      distinct.map(() => newId<ReviewId>()),
      distinct.map((r) => r.kind),
      distinct.map((r) => r.subjectKind),
      distinct.map((r) => r.subjectId),
      ids((r) => r.customerId),
      ids((r) => r.contractId),
      ids((r) => r.termId),
      ids((r) => r.ownerId),
      ids((r) => r.teamId),
      distinct.map((r) => r.detail),
      timestamptz(now),
    ],
  );
}

/** Takes reviews off the list whose cause has gone away. @returns how many stood there */
export async function clearReviews(sql: Sql, subjects: readonly ReviewSubject[], now: Instant): Promise<number> {
  if (subjects.length === 0) return 0;
  return await sql.execute(
    `update review_row set done_by = $4, done_at = $5 where review_id in (
       select review_id from review_row
       where done_at is null and (kind, subject_kind, subject_id) in (
         select * from unnest($1::text[], $2::text[], $3::text[]))
       order by kind, subject_kind, subject_id for update)`,
    [
      subjects.map((s) => s.kind),
      subjects.map((s) => s.subjectKind),
      subjects.map((s) => s.subjectId),
      BY_SYSTEM,
      timestamptz(now),
    ],
  );
}

/** The same for all reviews of some kinds about terms, whatever of a term they are about. */
export async function clearTermReviews(
  sql: Sql,
  termIds: readonly TermId[],
  kinds: readonly ReviewKind[],
  now: Instant,
): Promise<number> {
  if (termIds.length === 0) return 0;
  return await sql.execute(
    `update review_row set done_by = $3, done_at = $4 where review_id in (
       select review_id from review_row
       where done_at is null and term_id = any($1::uuid[]) and kind = any($2::text[])
       order by kind, subject_kind, subject_id for update)`,
    [termIds, kinds, BY_SYSTEM, timestamptz(now)],
  );
}

/** Marks an open review as done. @returns the review as it stands then; undefined where there is none of this id */
export async function finishReview(sql: Sql, id: ReviewId, doneBy: string, now: Instant): Promise<Review | undefined> {
  await sql.execute('update review_row set done_by = $2, done_at = $3 where review_id = $1 and done_at is null', [
    id,
    doneBy,
    timestamptz(now),
  ]);
  const [row] = await sql.query<Review>(`select ${COLUMNS} from review_row where review_id = $1`, [id]);
  return row;
}

/** Which reviews a list is about; null = any. */
export interface ReviewFilter {
  readonly kind: string | null;
  readonly customerId: CustomerId | null;
  readonly ownerId: OwnerId | null;
  readonly includeDone: boolean;
}

/** A page, oldest first. */
export async function pageReviews(
  sql: Sql,
  filter: ReviewFilter,
  after: ReviewKey | null,
  limit: number,
): Promise<Review[]> {
  const where = matching(filter, filter.includeDone);
  where.and('(noted_at, review_id) > (?::timestamptz, ?::uuid)', timestamptz(after?.notedAt), after?.reviewId);
  return await sql.query<Review>(
    `select ${COLUMNS} from review_row ${where.text} order by noted_at, review_id limit ${where.value(limit)}`,
    where.values,
  );
}

/** How many are open, of all pages; counting ends at `most`. */
export async function countOpen(sql: Sql, filter: ReviewFilter, most: number): Promise<number> {
  const where = matching(filter, false);
  const [row] = await sql.query<{ count: bigint }>(
    `select count(*) from (select from review_row ${where.text} limit ${where.value(most)})`,
    where.values,
  );
  return Number(row?.count ?? 0);
}

function matching({ kind, customerId, ownerId }: ReviewFilter, includeDone: boolean): Where {
  const where = new Where()
    .and('kind = ?', kind)
    .and('customer_id = ?::uuid', customerId)
    .and('owner_id = ?::uuid', ownerId);
  return includeDone ? where : where.and('done_at is null');
}

/** Forgets reviews that were done long ago. @returns how many; at most `most` */
export async function dropDoneReviews(sql: Sql, before: Instant, most: number): Promise<number> {
  return await sql.execute(
    `delete from review_row where review_id in (
       select review_id from review_row where done_at < $1 order by done_at limit $2 for update skip locked)`,
    [timestamptz(before), most],
  );
}

/** Open reviews of a kind, and since when the oldest of them stands. */
export interface OpenReviews {
  readonly kind: string;
  readonly open: bigint;
  readonly oldest: Instant;
}

export async function openByKind(sql: Sql): Promise<OpenReviews[]> {
  return await sql.query<OpenReviews>(
    `select kind, count(*) as open, min(noted_at) as oldest from review_row where done_at is null group by kind`,
    [],
  );
}

function keyOf({ kind, subjectKind, subjectId }: ReviewSubject): string {
  return `${kind} ${subjectKind} ${subjectId}`;
}
