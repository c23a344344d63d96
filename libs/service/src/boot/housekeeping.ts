import type { Database } from '@perennial/database/database';
import { dropPartitionsBefore, ensurePartitions } from '@perennial/database/partitions';
import { INBOX_DAYS } from '@perennial/events/consumer/consumer';
import { oldestUnpublished } from '@perennial/events/outbox/oldest-unpublished';
import { DAY, HOUR, instant } from '@perennial/kernel/instant';
import { wallNow } from '../clock/business-clock.js';

/** How long published outbox rows are kept for questions. */
const OUTBOX_DAYS = 7;

/** Creates coming partitions of outbox and inbox and drops those that nobody needs any more. */
export async function keepPartitions(database: Database): Promise<void> {
  const now = wallNow();
  for (const table of ['outbox', 'inbox']) await ensurePartitions(database, table, { now, everyDays: 1, aheadDays: 3 });
  await dropPartitionsBefore(database, 'inbox', instant(now - INBOX_DAYS * DAY));
  const oldest = await oldestUnpublished(database);
  await dropPartitionsBefore(database, 'outbox', Math.min(now - OUTBOX_DAYS * DAY, oldest ?? Infinity));
}

/** Runs the housekeeping now and every hour. @returns how to end it. */
export async function startHousekeeping(database: Database, onError: (error: unknown) => void): Promise<() => void> {
  await keepPartitions(database);
  const timer = setInterval(() => {
    keepPartitions(database).catch(onError);
  }, HOUR);
  timer.unref();
  return () => clearInterval(timer);
}
