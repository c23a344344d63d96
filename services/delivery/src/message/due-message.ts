import type { ReceivedEvent } from '@perennial/events/event';
import { isUuid } from '@perennial/kernel/ids';
import { instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { parseLocalDate } from '@perennial/kernel/local-date';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';

/** A message-to-be as `reminder.due` brings it, checked. */
export interface DueMessage {
  readonly id: string;
  readonly customerId: string;
  readonly contactId: string;
  readonly recipientId: string;
  readonly template: string;
  readonly releasedAt: Instant;
  /** Not before the window of every rider is open. */
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly riders: readonly DueRider[];
}

export interface DueRider {
  readonly reminderId: string;
  readonly messageId: string;
  readonly termId: string;
  readonly contractId: string;
  readonly step: string;
  readonly template: string;
  readonly product: string;
  readonly lastDay: string;
  readonly legal: boolean;
  readonly rungs: unknown;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

type Due = ReceivedEvent<'reminder.due'>['payload'];

/** Most riders in one message: below it one message stays far from 1,000 written rows. */
const MOST_RIDERS = 200;

/**
 * Reads one `reminder.due`. The rider that ends first gives the template.
 * @throws DomainError INVALID_EVENT for what delivery could never send: it becomes a dead letter.
 */
export function dueMessage(due: Due): DueMessage {
  const [id, customerId, contactId, recipientId] = [
    due.messageId,
    due.customerId,
    due.addressee?.id ?? '',
    due.recipientId,
  ].map((text) => uuid(text));
  if (due.riders.length === 0 || due.riders.length > MOST_RIDERS)
    throw invalid(`a message has 1 to ${MOST_RIDERS} riders`);
  const riders = due.riders.map((rider) => dueRider(rider, id as string));
  const first = riders.reduce((a, b) => (b.lastDay < a.lastDay ? b : a));
  const [owner] = due.riders;
  return {
    id: id as string,
    customerId: customerId as string,
    contactId: contactId as string,
    recipientId: recipientId as string,
    template: first.template,
    releasedAt: at(due.releasedAt),
    riders,
    opensAt: instant(Math.max(...riders.map((r) => r.opensAt))),
    closesAt: instant(Math.max(...riders.map((r) => r.closesAt))),
    ownerId: optionalUuid(owner?.ownerId),
    teamId: optionalUuid(owner?.teamId),
  };
}

function dueRider(rider: Due['riders'][number], messageId: string): DueRider {
  const rung = rider.rungs.find(({ channel }) => channel === Channel.CHANNEL_EMAIL);
  if (!rung) throw invalid('a rider needs a rung of a known channel');
  const lastDay = orThrow(parseLocalDate(rider.lastDay), invalid);
  if (rung.template === '') throw invalid('a rung names its template');
  return {
    reminderId: uuid(rider.reminderId),
    messageId,
    termId: uuid(rider.termId),
    contractId: uuid(rider.contractId),
    step: rider.step,
    template: rung.template,
    product: rider.product,
    lastDay,
    legal: rider.legal,
    rungs: rider.rungs,
    opensAt: at(rung.windowOpensAt),
    closesAt: at(rung.windowClosesAt),
  };
}

function uuid(text: string): string {
  if (!isUuid(text)) throw invalid('an id of reminder.due is not a UUID');
  return text.toLowerCase();
}

function optionalUuid(text: string | undefined): string | null {
  return text ? uuid(text) : null;
}

function at(text: string | undefined): Instant {
  return orThrow(parseInstant(text ?? ''), invalid);
}

function invalid(message: string): DomainError {
  return new DomainError('INVALID_EVENT', message);
}
