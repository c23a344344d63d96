import type { Database } from '@perennial/database/database';
import { dropPartitionsBefore, ensurePartitions } from '@perennial/database/partitions';
import { INBOX_DAYS } from '@perennial/events/consumer/consumer';
import { oldestUnpublished } from '@perennial/events/outbox/oldest-unpublished';
import { DAY, HOUR, instant } from '@perennial/kernel/instant';
import { wallNow, type BusinessClock } from '../clock/business-clock.js';
import { dropDoneReviews } from '../review/review.store.js';

/** How long published outbox rows are kept for questions. */
const OUTBOX_DAYS = 7;
/** How long a finished review is kept, as long as a term is looked at before its end. */
const REVIEW_DAYS = 400;
/** Reviews that are dropped in one transaction. */
const REVIEWS = 1_000;

/** Creates coming partitions of outbox and inbox and drops those that nobody needs any more. */
export async function keepPartitions(database: Database): Promise<void> {
  const now = wallNow();
  for (const table of ['outbox', 'inbox']) await ensurePartitions(database, table, { now, everyDays: 1, aheadDays: 3 });
  await dropPartitionsBefore(database, 'inbox', instant(now - INBOX_DAYS * DAY));
  const oldest = await oldestUnpublished(database);
  await dropPartitionsBefore(database, 'outbox', Math.min(now - OUTBOX_DAYS * DAY, oldest ?? Infinity));
}

/** Forgets reviews that were done more than 400 days of business time ago, a few at a time. */
export async function keepReviews(database: Database, clock: Pick<BusinessClock, 'now'>): Promise<void> {
  const before = instant(clock.now() - REVIEW_DAYS * DAY);
  while ((await dropDoneReviews(database, before, REVIEWS)) === REVIEWS);
}

/** Runs the housekeeping now and every hour. @returns how to end it. */
export async function startHousekeeping(
  database: Database,
  clock: Pick<BusinessClock, 'now'>,
  onError: (error: unknown) => void,
): Promise<() => void> {
  await keepPartitions(database);
  const timer = setInterval(() => {
    keepPartitions(database)
      .then(() => keepReviews(database, clock))
      .catch(onError);
  }, HOUR);
  timer.unref();
  return () => clearInterval(timer);
}
