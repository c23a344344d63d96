import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import { defineTransitions } from '@perennial/kernel/transitions';

/** States of a message (protocol.md, States). */
export const MESSAGE = defineTransitions('message', {
  initial: 'OPEN',
  table: {
    OPEN: ['ACCEPTED', 'REFUSED', 'FAILED', 'EXPIRED', 'UNCERTAIN'],
    ACCEPTED: [],
    REFUSED: [],
    FAILED: [],
    EXPIRED: [],
    UNCERTAIN: [],
  },
  ends: ['ACCEPTED', 'REFUSED', 'FAILED', 'EXPIRED', 'UNCERTAIN'],
});
export type MessageState = 'OPEN' | MessageEnd;
export type MessageEnd = 'ACCEPTED' | 'REFUSED' | 'FAILED' | 'EXPIRED' | 'UNCERTAIN';

/** States of a rider (protocol.md, States). */
export const RIDER = defineTransitions('rider', {
  initial: 'RIDING',
  table: { RIDING: ['SENT', 'DROPPED', 'FAILED', 'UNCERTAIN'], SENT: [], DROPPED: [], FAILED: [], UNCERTAIN: [] },
  ends: ['SENT', 'DROPPED', 'FAILED', 'UNCERTAIN'],
});
export type RiderEndState = 'SENT' | 'DROPPED' | 'FAILED' | 'UNCERTAIN';

/** A quote as it stood in a text. Minor units as decimal digits, because JSON has no int64. */
export interface QuoteInput {
  readonly version: number;
  readonly currency: string;
  readonly minor: string;
  /** Token of the pay link; it holds no personal data. */
  readonly payToken: string;
}
/** Quotes by term id. */
export type Quotes = Readonly<Record<string, QuoteInput>>;

/** An open message as a sending round sees it. */
export interface OpenMessage {
  readonly id: string;
  readonly customerId: string;
  readonly contactId: string;
  readonly recipientId: string;
  readonly channel: string;
  readonly textRevision: number;
  readonly frozen: boolean;
  readonly attempts: number;
  readonly contentHash: string | null;
  readonly templateVersion: number | null;
  readonly locale: string | null;
  readonly inputs: Quotes | null;
  readonly releasedAt: Instant;
  readonly riders: readonly Rider[];
}

/**
 * Two equal versions have the same text and the same calls behind them; a round decided on another one must look again.
 */
export function versionOf({ textRevision, attempts }: Pick<OpenMessage, 'textRevision' | 'attempts'>): string {
  return `${textRevision}.${attempts}`;
}

/** A riding reminder with the facts that its text needs. */
export interface Rider {
  readonly reminderId: string;
  readonly messageId: string;
  readonly termId: string;
  readonly template: string;
  readonly product: string;
  readonly lastDay: LocalDate;
  readonly closesAt: Instant;
  /** Reason of a withdrawal, null without one. */
  readonly withdrawn: string | null;
}
