import { DAY, type Instant } from '@perennial/kernel/instant';
import type { MessageId } from '@perennial/kernel/ids';
import type { SendCap } from '../cap/send-cap.js';
import type { RecentSend } from './send-count.js';
import { SendCount } from './send-count.js';
import type { DueReminder } from './due-reminder.js';
import { isByPeople, isCapExempt, type ReleasedMessage } from './released-message.js';
import { withoutRoom, type PlannedMerge } from './room.js';

/** Which cap keeps a reminder back, and what of it decided: messages that were sent, nearer nodes that are planned. */
export interface CapFacts {
  readonly cap: 'customer' | 'recipient' | 'room' | 'daily';
  readonly limit: number;
  readonly days: number;
  readonly messages: readonly MessageId[];
  readonly nearer: readonly string[];
}

/** A reminder that does not go now: from when on it may be tried again. */
export interface Refused {
  readonly reminder: DueReminder;
  readonly from: Instant;
  readonly facts: CapFacts;
}

export interface Admission {
  readonly messages: ReleasedMessage[];
  readonly refused: Refused[];
}

export interface AdmissionInput {
  readonly recent: readonly RecentSend[];
  readonly planned: readonly PlannedMerge[];
  readonly cap: SendCap;
  readonly now: Instant;
  /** When a reminder's window opens after the one that is open; null where the step closes before. */
  nextOpening(reminder: DueReminder): Instant | null;
}

/**
 * Pure: admits messages in the order given, most urgent first, up to the cap. Legal notices and last steps go above
 * it, and calls by people do not count. Nearer nodes that are planned keep their room, and a day has only so many
 * messages of all customers: both hold a reminder to its next opening, and at its last one do not count (protocol.md,
 * Who decides what; U-03).
 */
export function admit(candidates: readonly ReleasedMessage[], input: AdmissionInput): Admission {
  const { recent, cap, now } = input;
  const sent = new SendCount(recent, cap);
  const messages: ReleasedMessage[] = [];
  const refused: Refused[] = [];
  for (const candidate of candidates) {
    const free = candidate.legal || isByPeople(candidate);
    const kept = free || sent.has(candidate) ? null : keepBack(candidate, sent, input);
    if (kept) refused.push(...kept);
    else {
      if (!free) sent.add(candidate, now);
      messages.push(candidate);
    }
  }
  return { messages, refused };
}

function keepBack(candidate: ReleasedMessage, sent: SendCount, input: AdmissionInput): Refused[] | null {
  const { cap, planned, now } = input;
  const { riders, customerId, localDay } = candidate;
  if (riders.some(isCapExempt)) return null;
  const counted = sent.since(now - cap.days * DAY, customerId);
  const messages = counted.flatMap((of) => of.messages);
  if (counted.length >= cap.messages) {
    const facts = factsOf(cap.perCustomer ? 'customer' : 'recipient', cap, messages);
    const from = sent.freeAt(customerId, now);
    return riders.map((reminder) => ({ reminder, from, facts }));
  }
  const nearer = withoutRoom(candidate, planned, sent, cap, now);
  const today = sent.onDay(localDay);
  const facts =
    nearer.length > 0
      ? { ...factsOf('room', cap, messages), nearer: nearer.map(({ localDay: day, node }) => `${day}: ${node}`) }
      : cap.daily !== null && today.length >= cap.daily
        ? {
            ...factsOf(
              'daily',
              { ...cap, messages: cap.daily, days: 1 },
              today.flatMap((of) => of.messages),
            ),
          }
        : null;
  if (!facts) return null;
  const later = riders.map((reminder) => ({ reminder, from: input.nextOpening(reminder), facts }));
  return later.every((of): of is Refused => of.from !== null) ? later : null;
}

function factsOf(
  name: CapFacts['cap'],
  { messages: limit, days }: Pick<SendCap, 'messages' | 'days'>,
  messages: readonly MessageId[],
): CapFacts {
  return { cap: name, limit, days, messages, nearer: [] };
}
