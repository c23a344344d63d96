import type { ContractId, CustomerId, OwnerId, TeamId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Money } from '@perennial/kernel/money';
import { enumNames } from '@perennial/proto/enum-names';
import { TermState as WireState } from '@perennial/proto/gen/perennial/types/v1/types';
import { standingCause, type Ledger } from '../ledger/ledger.js';

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
  /** Business instant at which contracts closed it. */
  readonly at: Instant;
}

/** All that decisions about the money of one term need to know. */
export interface TermFacts extends Term, Ledger {
  /** Empty until the contract's snapshot is here. */
  readonly product: string;
  readonly expiring: boolean;
  /** Cause of its closing as contracts told it. */
  readonly closedBy: string | null;
  /** When contracts told its lapse; null while it has not, or when a build of 0.2.0 heard of it. */
  readonly lapsedAt: Instant | null;
}

/**
 * Whether contracts closed it by a cause that payments has undone since: it is about to re-open the term, unless the
 * contract has gone on (protocol.md, Closing and re-opening a term).
 */
export function closedByUndone({ closedBy, causes }: Pick<TermFacts, 'closedBy' | 'causes'>): boolean {
  return closedBy !== null && causes.some(({ cause, undone }) => undone && cause === closedBy);
}

/** Whether money can still renew the term: late payment is welcome (protocol.md, States), unless it ended otherwise. */
export function isPayable(term: Pick<TermFacts, 'state' | 'closedBy' | 'causes'>): boolean {
  if (standingCause(term)) return false;
  if (closedByUndone(term)) return true;
  return term.state === 'OPEN' || term.state === 'EXPIRED' || term.state === 'LAPSED';
}

/**
 * Whether money for the term counts. It does for one that is renewed, by money or by its source: the sum decides. What
 * comes for a cancelled one is kept with its reason, and counts should the cancellation be withdrawn.
 */
export function takesMoney(term: Pick<TermFacts, 'state' | 'closedBy' | 'causes'>): boolean {
  return term.state !== 'CANCELLED' || standingCause(term) !== undefined || closedByUndone(term);
}

/** The cause by which reminders of the term are closed; null while it is open, or while its cause has not arrived. */
export function closingCause(term: Pick<TermFacts, 'state' | 'closedBy' | 'causes'>): string | null {
  const standing = standingCause(term);
  if (standing) return standing.cause;
  const closed = term.state === 'RENEWED' || term.state === 'CANCELLED' || term.state === 'LAPSED';
  return closed && !closedByUndone(term) ? term.closedBy : null;
}
