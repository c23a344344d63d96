import { defineTransitions } from '@perennial/kernel/transitions';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Money } from '@perennial/kernel/money';

export type TermState = 'OPEN' | 'RENEWED' | 'CANCELLED' | 'EXPIRED' | 'LAPSED';

/** One period of a contract: first and last day, both included, as dates of `zone`. */
export interface Term {
  readonly id: TermId;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly number: number;
  readonly start: string;
  readonly lastDay: string;
  readonly zone: string;
  /** The price of the term, and of renewing it. */
  readonly amount: Money;
  readonly state: TermState;
  readonly version: number;
  /** When the term ends, exclusive. */
  readonly endsAt: Instant;
  /** From when on `contract.expiring` is due. */
  readonly horizonAt: Instant;
  /** When the grace after the end is over. */
  readonly lapsesAt: Instant;
  /** When `contract.expiring` was published: once per term. */
  readonly expiringAt: Instant | null;
  /** Cause of the renewal that opened this term; null when the source reported it. */
  readonly openedBy: string | null;
  /** Taken back by a re-opening of the term before it: CANCELLED, and out of the sequence of periods. */
  readonly voided: boolean;
  /** Whether the source has stated its dates; else they were laid. */
  readonly stated: boolean;
  /** The day of its last re-opening; its grace begins there where that is later than its end. */
  readonly reopenedOn: string | null;
  /** Its last day before a cancellation moved it; null when none did. */
  readonly uncutLastDay: string | null;
  /** It renews by itself, so it does not lapse by itself: one that nobody confirms stays EXPIRED. */
  readonly autoRenew: boolean;
}

/**
 * protocol.md, States. Exits added: EXPIRED | LAPSED → OPEN, since a source that moves the end into the future corrects
 * a date, and a term whose end lies ahead is open; LAPSED → EXPIRED, when a cancellation in the grace is withdrawn or a
 * corrected date gives the term its grace; EXPIRED | LAPSED → CANCELLED, when the term is voided.
 */
export const TERM_STATES = defineTransitions<TermState>('term', {
  initial: ['OPEN', 'RENEWED', 'CANCELLED'],
  table: {
    OPEN: ['RENEWED', 'CANCELLED', 'EXPIRED'],
    EXPIRED: ['RENEWED', 'LAPSED', 'OPEN', 'CANCELLED'],
    LAPSED: ['RENEWED', 'OPEN', 'EXPIRED', 'CANCELLED'],
    RENEWED: ['OPEN', 'EXPIRED'],
    CANCELLED: ['OPEN', 'EXPIRED'],
  },
  ends: [],
});

/** The terms that make up the sequence of periods, in which none overlaps another. */
export function standing(terms: readonly Term[]): Term[] {
  return terms.filter(({ voided }) => !voided);
}

/** Whether a term still waits for its renewal. */
export function isRunning(term: Term): boolean {
  return term.state === 'OPEN' || term.state === 'EXPIRED';
}

/** The state of a term that nothing closes. */
export function unclosedState(term: Pick<Term, 'endsAt'>, now: Instant): 'OPEN' | 'EXPIRED' {
  return term.endsAt <= now ? 'EXPIRED' : 'OPEN';
}
