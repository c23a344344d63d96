import type { ContractId, CustomerId, OwnerId, PaymentId, TeamId, TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Money } from '@perennial/kernel/money';
import { enumNames } from '@perennial/proto/enum-names';
import { TermState as WireState } from '@perennial/proto/gen/perennial/types/v1/types';

/** States of protocol.md, States; contracts is their sole writer. */
export const TERM_STATES = enumNames('TERM_STATE_', WireState);
export type TermState = (typeof TERM_STATES.words)[number];

/** A term as contracts published it. */
export interface Term {
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly number: number;
  /** Last day, included, in `zone`. */
  readonly lastDay: LocalDate;
  readonly zone: string;
  readonly amount: Money;
  readonly state: TermState;
  readonly version: number;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
}

/** A closing event's statement: the term entered `state` at `version` by `cause`. */
export interface Closure {
  readonly termId: TermId;
  readonly version: number;
  readonly state: TermState;
  readonly cause: string;
}

/** All that decisions about the money of one term need to know. */
export interface TermFacts extends Term {
  /** Empty until the contract's snapshot is here. */
  readonly product: string;
  readonly expiring: boolean;
  readonly quote: { readonly version: number; readonly amount: Money } | null;
  /** The payment that renewed it and was not reversed. */
  readonly renewedBy: PaymentId | null;
  /** Cause of its closing as contracts told it. */
  readonly closedBy: string | null;
  /** Whether that cause is a payment reversed since: contracts is about to re-open the term. */
  readonly closedByReversed: boolean;
  /** How many payments that had renewed it were reversed. */
  readonly reversals: number;
}

/** Whether money can still renew the term: late payment is welcome (protocol.md, States), unless it ended otherwise. */
export function isPayable(term: Pick<TermFacts, 'state' | 'renewedBy' | 'closedByReversed'>): boolean {
  if (term.renewedBy !== null) return false;
  if (term.closedByReversed) return true;
  return term.state === 'OPEN' || term.state === 'EXPIRED' || term.state === 'LAPSED';
}

/** The cause by which reminders of the term are closed; null while it is open, or while its cause has not arrived. */
export function closingCause(
  term: Pick<TermFacts, 'state' | 'renewedBy' | 'closedBy' | 'closedByReversed'>,
): string | null {
  if (term.renewedBy !== null) return `payment:${term.renewedBy}`;
  const closed = term.state === 'RENEWED' || term.state === 'CANCELLED' || term.state === 'LAPSED';
  return closed && !term.closedByReversed ? term.closedBy : null;
}
