import type { Transaction } from '@perennial/database/sql';
import type { RecipientId } from '@perennial/kernel/ids';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import type { Batch } from '@perennial/service/work/due-work';
import type { Term } from '../term/term.js';
import { lockAndReadTerms } from '../term/term.store.js';
import { DEFAULT_CAPS, LONGEST_CAP_DAYS } from '../cap/send-cap.js';
import { lockDueRecipients, readDue, takeDueBatch } from './claim.store.js';
import { readPlannedMerges } from './planned-merge.store.js';
import type { ReleaseInput } from './release.js';
import { readSendsSince } from './send.store.js';

/** A batch of due reminders whose recipients and terms are locked. */
export interface Claim {
  readonly terms: readonly Term[];
  /** What is to be decided of each recipient. */
  readonly inputs: readonly ReleaseInput[];
}

/**
 * Locks recipients with due reminders, then the terms of what is due for them, and reads under the locks what is due
 * still (protocol.md, Claim and locks).
 */
export async function claimDue(tx: Transaction, { only, took }: Batch, now: Instant): Promise<Claim> {
  const locked = await lockDueRecipients(tx, only, now);
  if (locked.length === 0) return { terms: [], inputs: [] };
  const { recipientIds, termIds, reminderIds } = await takeDueBatch(tx, locked, only, now);
  took(termIds);
  const terms = await lockAndReadTerms(tx, termIds);
  const lockedIds = terms.map(({ termId }) => termId);
  const span = LONGEST_CAP_DAYS * DAY;
  const [found, sends, planned] = await tx.pipeline([
    readDue(tx, reminderIds, lockedIds, now),
    readSendsSince(tx, recipientIds, addMs(now, -span)),
    readPlannedMerges(tx, recipientIds, now, addMs(now, span)),
  ]);
  const [foundOf, sendsOf, plannedOf] = [byRecipient(found), byRecipient(sends), byRecipient(planned)];
  const inputs = recipientIds.map((recipientId) => ({
    due: (foundOf.get(recipientId) ?? []).filter(({ dueAt }) => dueAt <= now),
    waiting: (foundOf.get(recipientId) ?? []).filter(({ dueAt }) => dueAt > now),
    recentSends: sendsOf.get(recipientId) ?? [],
    planned: plannedOf.get(recipientId) ?? [],
    caps: DEFAULT_CAPS,
    now,
  }));
  return { terms, inputs };
}

function byRecipient<T extends { readonly recipientId: RecipientId }>(
  rows: readonly T[],
): ReadonlyMap<RecipientId, T[]> {
  const groups = new Map<RecipientId, T[]>();
  for (const row of rows) {
    const group = groups.get(row.recipientId);
    if (group) group.push(row);
    else groups.set(row.recipientId, [row]);
  }
  return groups;
}
