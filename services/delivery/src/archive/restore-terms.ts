import { utcDate } from '@perennial/calendar/retention';
import type { Transaction } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { restoreMessages, unmarkArchived } from './archive.store.js';

/**
 * Before anything that is reported for an archived term is handled, its rows come back, in the same transaction
 * (protocol.md, Retention): what handles it then needs to know nothing of archives. Takes the guards' locks, so
 * messages must not be locked yet.
 */
export async function restoreTerms(tx: Transaction, termIds: readonly TermId[], now: Instant): Promise<void> {
  if (termIds.length === 0) return;
  await unmarkArchived(tx, termIds, localDate(utcDate(now)));
  await restoreMessages(tx, termIds);
}
