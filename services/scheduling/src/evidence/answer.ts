import type { RecipientId, ReminderId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { AddresseeId } from '../addressee/addressee.js';
import type { Reminder } from '../reminder/reminder.js';
import type { AnswerKind, Evidence } from './evidence.js';

/** What an addressee of a term answered last. */
export interface Answer {
  readonly kind: AnswerKind;
  readonly addresseeId: AddresseeId;
  readonly recipientId: RecipientId;
  /** What it answers. */
  readonly reminderId: ReminderId;
  readonly at: Instant;
}

/** Pure: the newest answer of each addressee to a term's reminders. What was said before a re-opening is over. */
export function answersOf(
  reminders: readonly Reminder[],
  evidence: readonly Evidence[],
  reopenedAt: Instant | null,
): Answer[] {
  const said = evidence.flatMap(({ reminderId, answer, lastAt }): Answer[] => {
    const reminder = reminders.find((of) => of.reminderId === reminderId);
    if (!reminder || answer === null || (reopenedAt !== null && lastAt < reopenedAt)) return [];
    const { addresseeId, recipientId } = reminder;
    return [{ kind: answer, addresseeId, recipientId, reminderId, at: lastAt }];
  });
  const newest = [...said].sort((a, b) => b.at - a.at || (a.reminderId < b.reminderId ? 1 : -1));
  return newest.filter((one, i) => newest.findIndex(({ addresseeId }) => addresseeId === one.addresseeId) === i);
}

/** Whether somebody said that he is not the one to be told, or that whoever has this address is not. */
export function isWrongContact(
  answers: readonly Answer[],
  { id, recipientId }: { readonly id: AddresseeId; readonly recipientId: RecipientId | null },
): boolean {
  return answers.some((of) => of.kind === 'WRONG_CONTACT' && (of.addresseeId === id || of.recipientId === recipientId));
}
