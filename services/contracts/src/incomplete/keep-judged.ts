import type { Transaction } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { clearReviews } from '@perennial/service/review/review.store';
import { incompleteRecord, tellAt, type Judged } from './incomplete-record.js';
import { dropIncomplete, saveIncomplete } from './incomplete-record.store.js';

/**
 * Keeps what locked records lack, in the transaction that wrote them: at most one row each, and the end of a review for
 * one that became complete.
 */
export async function keepJudged(tx: Transaction, records: readonly Judged[], now: Instant): Promise<void> {
  const complete = records.filter(({ missing }) => missing.length === 0);
  const dropped = await dropIncomplete(
    tx,
    complete.map(({ id }) => id),
  );
  await clearReviews(tx, complete.filter(({ id }) => dropped.has(id)).map(incompleteRecord), now);
  await saveIncomplete(
    tx,
    records.filter(({ missing }) => missing.length > 0),
    tellAt(now),
  );
}
