import type { ContactId, CustomerId, MessageId, OwnerId, RecipientId, ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import { defineTransitions } from '@perennial/kernel/transitions';
import type { ChannelName } from '../channel/channel.js';

/**
 * States of a message (protocol.md, States; ADR 0016). WAITING: its provider took it, and a person must act before it
 * reaches anybody (ADR 0032). UNCERTAIN is no end for ever: its provider may report what became of it (ADR 0040).
 */
export const MESSAGE = defineTransitions('message', {
  initial: 'OPEN',
  table: {
    OPEN: ['WAITING', 'ACCEPTED', 'REFUSED', 'FAILED', 'EXPIRED', 'UNCERTAIN', 'DROPPED'],
    WAITING: ['ACCEPTED', 'REFUSED', 'FAILED', 'EXPIRED', 'UNCERTAIN', 'DROPPED'],
    ACCEPTED: [],
    REFUSED: [],
    FAILED: [],
    EXPIRED: [],
    UNCERTAIN: ['OPEN'],
    DROPPED: [],
  },
  ends: ['ACCEPTED', 'REFUSED', 'FAILED', 'EXPIRED', 'DROPPED'],
});
export type MessageState = (typeof MESSAGE.states)[number];
export type MessageEnd = Exclude<MessageState, 'OPEN' | 'WAITING'>;

/** States of a dispatch (protocol.md, States); an uncertain one rides on when its call is answered after all. */
export const DISPATCH = defineTransitions('dispatch', {
  initial: 'RIDING',
  table: {
    RIDING: ['SENT', 'DROPPED', 'FAILED', 'UNCERTAIN'],
    SENT: [],
    DROPPED: [],
    FAILED: [],
    UNCERTAIN: ['RIDING'],
  },
  ends: ['SENT', 'DROPPED', 'FAILED'],
});
export type DispatchState = (typeof DISPATCH.states)[number];
export type DispatchEnd = Exclude<DispatchState, 'RIDING'>;

/** Reason of an open message of which its provider, or a page of ours, told something while it was being called. */
export const REPORTED = 'REPORTED';

/** Whom a message addresses: a contact of the customer, or a person of one's own company. */
export interface Addressee {
  readonly kind: 'CONTACT' | 'OWNER';
  readonly id: ContactId | OwnerId;
}

/** An amount in minor units as decimal digits, because JSON has no int64. */
export interface AmountInput {
  readonly currency: string;
  readonly minor: string;
}
/** A quote as it stood in a text: what is asked for, and what explains it where it is not simply the price. */
export interface QuoteInput extends AmountInput {
  readonly version: number;
  /** Token of the pay link; it holds no personal data. Empty where the text needs none. */
  readonly payToken: string;
  /** The price of the term, where something else is asked for. */
  readonly price?: AmountInput;
  /** The price that was named before. */
  readonly previousPrice?: AmountInput;
  /** What came in so far. */
  readonly received?: AmountInput;
}
/** The terms of a text, each with the quote that it names; null for a text that needs none. */
export type Quotes = Readonly<Record<TermId, QuoteInput | null>>;

/** A version of a template that a text was made of; the first of a list gives subject and frame. */
export interface UsedText {
  readonly name: string;
  readonly locale: string;
  readonly version: number;
  /** What it speaks of. */
  readonly termIds: readonly TermId[];
}

/** An open message as a sending round sees it. */
export interface OpenMessage {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly addressee: Addressee;
  readonly recipientId: RecipientId;
  /** Who looks after the customer; answers go there. */
  readonly ownerId: OwnerId | null;
  readonly channel: ChannelName;
  readonly template: string;
  readonly textRevision: number;
  /** A call may have reached a provider: text and dispatches stay as they are. */
  readonly frozen: boolean;
  /** Failed calls that counted. */
  readonly retries: number;
  readonly contentHash: string | null;
  readonly templateVersion: number | null;
  readonly locale: string | null;
  readonly inputs: Quotes | null;
  /** What the last text was made of; null before the first, and for one of a build that knew one template a message. */
  readonly texts: readonly UsedText[] | null;
  readonly releasedAt: Instant;
  /** Providers of its channel that failed it since the last one that was left was tried. */
  readonly passedOver: readonly string[];
  /** It found no provider that takes it for so long that its next channel has its turn. */
  readonly failsOver: boolean;
  /** End of today's window of the dispatch whose window is open longest. */
  readonly windowClosesAt: Instant;
  readonly dispatches: readonly RidingDispatch[];
}

/**
 * Two equal versions have the same text and the same calls behind them; a round decided on another one must look again.
 */
export function versionOf({ textRevision, retries }: Pick<OpenMessage, 'textRevision' | 'retries'>): string {
  return `${textRevision}.${retries}`;
}

/** The tie of one rung of a reminder to a message, still riding, with the facts that the text needs. */
export interface RidingDispatch {
  readonly reminderId: ReminderId;
  readonly rung: number;
  readonly messageId: MessageId;
  readonly termId: TermId;
  readonly product: string;
  readonly lastDay: LocalDate;
  /** The template of its rung: what it says, whatever else rides with it. */
  readonly template: string;
  readonly purpose: string;
  readonly legal: boolean;
  /** The last step of its term before the end, or the last of all. */
  readonly lastStep: boolean;
  /** The last day that was told before; null where nothing is corrected. */
  readonly correctsLastDay: LocalDate | null;
  /** End of today's window; the step may be open longer. */
  readonly windowClosesAt: Instant;
  /** A rung is left behind this one. */
  readonly further: boolean;
  /** The step has no other day behind today's window, or scheduling was told that it may have been sent. */
  readonly lastOpening: boolean;
  /** Reason of a withdrawal, null without one. */
  readonly withdrawn: string | null;
}
