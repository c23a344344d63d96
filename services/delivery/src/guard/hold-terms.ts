import type { Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { archivedTerms, keepGuards, lockGuards } from './guard.store.js';
import { restoreTerms } from '../archive/restore-terms.js';

/**
 * Before anything is written for messages of these terms: brings back what is archived, and keeps the rest from being
 * archived until this transaction is over. Guards are locked in one go, ascending, as everywhere.
 */
export async function holdTerms(tx: Transaction, termIds: readonly TermId[], now: Instant): Promise<void> {
  if (termIds.length === 0) return;
  const archived = await archivedTerms(tx, termIds);
  await restoreTerms(tx, archived.length > 0 ? await lockGuards(tx, termIds) : await keepGuards(tx, termIds), now);
}
