import type { Database } from '@perennial/database/database';
import { dropPartitionsBefore, ensurePartitions } from '@perennial/database/partitions';
import { INBOX_DAYS } from '@perennial/events/consumer/consumer';
import { DAY, HOUR, instant } from '@perennial/kernel/instant';
import { wallNow } from '../clock/business-clock.js';

/** How long published outbox rows are kept for questions. */
const OUTBOX_DAYS = 7;

/** Creates coming partitions of outbox and inbox and drops those that nobody needs any more. */
export async function keepPartitions(database: Database): Promise<void> {
  const now = wallNow();
  for (const table of ['outbox', 'inbox']) await ensurePartitions(database, table, { now, everyDays: 1, aheadDays: 3 });
  await dropPartitionsBefore(database, 'inbox', instant(now - INBOX_DAYS * DAY));
  await dropPartitionsBefore(database, 'outbox', await publishedUntil(database, instant(now - OUTBOX_DAYS * DAY)));
}

/** Never past a row that the relay has not published. */
async function publishedUntil(database: Database, wanted: ReturnType<typeof instant>): Promise<ReturnType<typeof instant>> {
  const [row] = await database.query<{ oldest: number | null }>(
    `select min(time) as oldest from outbox where id > (select position from relay_lease where name = 'outbox')`, [],
  );
  return instant(Math.min(wanted, row?.oldest ?? wanted));
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
