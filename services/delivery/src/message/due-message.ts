import type { ReceivedEvent } from '@perennial/events/event';
import {
  derivedId,
  isUuid,
  toId,
  type ContractId,
  type CustomerId,
  type Id,
  type MessageId,
  type OwnerId,
  type RecipientId,
  type ReminderId,
  type TeamId,
  type TermId,
} from '@perennial/kernel/ids';
import { instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { parseLocalDate, type LocalDate } from '@perennial/kernel/local-date';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import { CHANNEL_NAMES, type ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';
import type { Addressee } from './message.js';
import { byStrength } from './purpose.js';

/** A message-to-be as `reminder.due` brings it, checked. */
export interface DueMessage {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly addressee: Addressee;
  readonly recipientId: RecipientId;
  readonly channel: ChannelName;
  readonly template: string;
  readonly releasedAt: Instant;
  /** Not before today's window of every rider is open. */
  readonly windowOpensAt: Instant;
  readonly windowClosesAt: Instant;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  readonly dispatches: readonly DueDispatch[];
}

/** The first rung of a rider that is of the message's channel. */
export interface DueDispatch {
  readonly reminderId: ReminderId;
  readonly rung: number;
  readonly messageId: MessageId;
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly step: string;
  readonly template: string;
  readonly product: string;
  readonly lastDay: LocalDate;
  readonly legal: boolean;
  /** legal, last-warning, reminder, first-notice, or another name of the policy. */
  readonly purpose: string;
  /** The last step of its term before the end, or the last of all. */
  readonly lastStep: boolean;
  /** The last day that was told before and is told otherwise now; null where nothing is corrected. */
  readonly correctsLastDay: LocalDate | null;
  /** The reminder's whole ladder, as it came. */
  readonly rungs: unknown;
  readonly windowOpensAt: Instant;
  readonly windowClosesAt: Instant;
}

type Due = ReceivedEvent<'reminder.due'>['payload'];

/** Most riders in one message: scheduling makes more messages of more. */
const MOST_RIDERS = 50;
/** A scheduling of 0.2.0 put up to 200 into one event; they become messages of 50. */
const MOST_OF_AN_EVENT = 200;

/**
 * Reads one `reminder.due`. The strongest purpose gives the message's template, the first rung that delivery has the
 * channel. @throws DomainError INVALID_EVENT for what delivery could never send: it becomes a dead letter.
 */
export function dueMessages(due: Due): DueMessage[] {
  if (due.riders.length === 0 || due.riders.length > MOST_OF_AN_EVENT)
    throw invalid(`a message has 1 to ${MOST_OF_AN_EVENT} riders`);
  const messageId = id<MessageId>(due.messageId);
  const parts = Array.from({ length: Math.ceil(due.riders.length / MOST_RIDERS) }, (_, n) =>
    due.riders.slice(n * MOST_RIDERS, (n + 1) * MOST_RIDERS),
  );
  // An event that comes again gives its messages the same ids.
  return parts.map((riders, n) =>
    dueMessage(due, riders, n === 0 ? messageId : derivedId<MessageId>('message-part', messageId, String(n))),
  );
}

function dueMessage(due: Due, riders: Due['riders'], messageId: MessageId): DueMessage {
  const channel = channelOf(riders);
  const dispatches = riders.map((rider) => dueDispatch(rider, messageId, channel));
  const [strongest] = dispatches.toSorted(byStrength);
  const [owner] = riders;
  return {
    messageId,
    customerId: id<CustomerId>(due.customerId),
    addressee: addresseeOf(due.addressee),
    recipientId: id<RecipientId>(due.recipientId),
    channel,
    template: strongest?.template ?? '',
    releasedAt: at(due.releasedAt),
    dispatches,
    windowOpensAt: instant(Math.max(...dispatches.map((d) => d.windowOpensAt))),
    windowClosesAt: instant(Math.max(...dispatches.map((d) => d.windowClosesAt))),
    ownerId: owner?.ownerId ? id<OwnerId>(owner.ownerId) : null,
    teamId: owner?.teamId ? id<TeamId>(owner.teamId) : null,
  };
}

function channelOf(riders: Due['riders']): ChannelName {
  for (const { channel } of riders[0]?.rungs ?? []) {
    const known = CHANNEL_NAMES.find((name) => channel === wireChannel(name));
    if (known) return known;
  }
  throw invalid('a rider needs a rung of a known channel');
}

function addresseeOf(addressee: Due['addressee']): Addressee {
  const [kind] = (['CONTACT', 'OWNER'] as const).filter((one) => addressee?.kind === `ADDRESSEE_KIND_${one}`);
  if (!addressee || !kind) throw invalid('a message addresses a contact or an owner');
  return { kind, id: id(addressee.id) };
}

function dueDispatch(rider: Due['riders'][number], messageId: MessageId, channel: ChannelName): DueDispatch {
  const n = rider.rungs.findIndex((candidate) => candidate.channel === wireChannel(channel));
  const rung = rider.rungs[n];
  if (!rung) throw invalid('the riders of a message have a rung of its channel');
  if (rung.template === '') throw invalid('a rung names its template');
  return {
    reminderId: id<ReminderId>(rider.reminderId),
    rung: n,
    messageId,
    termId: id<TermId>(rider.termId),
    contractId: id<ContractId>(rider.contractId),
    step: rider.step,
    template: rung.template,
    product: rider.product,
    lastDay: orThrow(parseLocalDate(rider.lastDay), invalid),
    legal: rider.legal,
    purpose: purposeOf(rider),
    lastStep: rider.lastStep,
    correctsLastDay: rider.correctsLastDay === '' ? null : orThrow(parseLocalDate(rider.correctsLastDay), invalid),
    rungs: rider.rungs,
    windowOpensAt: at(rung.windowOpensAt),
    windowClosesAt: at(rung.windowClosesAt),
  };
}

/** A rider of 0.2.0 names its purpose in the step alone: `T-30/reminder`. */
function purposeOf({ purpose, step, legal }: Due['riders'][number]): string {
  if (legal) return 'legal';
  return purpose === '' ? step.slice(step.lastIndexOf('/') + 1) : purpose;
}

function id<T extends Id<string>>(text: string): T {
  if (!isUuid(text)) throw invalid('an id of reminder.due is not a UUID');
  return toId<T>(text);
}

function at(text: string | undefined): Instant {
  return orThrow(parseInstant(text ?? ''), invalid);
}

function invalid(message: string): DomainError {
  return new DomainError('INVALID_EVENT', message);
}
