import { utcDate } from '@perennial/calendar/retention';
import type { Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { restore } from './archive.store.js';

/**
 * Before an archived term is planned its rows come back, in the same transaction (protocol.md, Retention): the planner
 * counts occurrences and sees what was sent by them. The terms' locks are held.
 */
export async function restoreTerms(tx: Transaction, termIds: readonly TermId[], now: Instant): Promise<void> {
  if (termIds.length > 0) await restore(tx, termIds, localDate(utcDate(now)));
}
