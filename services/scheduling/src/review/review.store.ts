import type { Transaction } from '@perennial/database/sql';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { Review } from './review.js';

/** Notes what a person must look at, once each. @returns how many were new. */
export async function noteReviews(tx: Transaction, reviews: readonly Review[], now: Instant): Promise<number> {
  if (reviews.length === 0) return 0;
  return await tx.execute(
    `insert into review (term_id, subject, reason, noted_at)
     select distinct t, s, r, $4::timestamptz from unnest($1::uuid[], $2::text[], $3::text[]) as n(t, s, r)
     order by 1, 2, 3 on conflict do nothing`,
    [reviews.map((r) => r.termId), reviews.map((r) => r.subject), reviews.map((r) => r.reason), timestamptz(now)],
  );
}
