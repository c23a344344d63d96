import type { ContractId, CustomerId, OwnerId, TeamId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import { enumNames } from '@perennial/proto/enum-names';
import { TermState as WireState } from '@perennial/proto/gen/perennial/types/v1/types';
import type { Hold } from '../hold/hold.js';

export const TERM_STATES = enumNames('TERM_STATE_', WireState);
export type TermState = (typeof TERM_STATES.words)[number];

/** What contracts says of a term as of `version`; dates are local dates of `zone`, the last day is included. */
export interface TermFacts {
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly number: number;
  readonly start: LocalDate;
  readonly lastDay: LocalDate;
  readonly zone: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly state: TermState;
  readonly version: number;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  /** First day of its grace, where contracts says one; it moves with a re-opening and behind a hold. */
  readonly graceFrom: LocalDate | null;
  /** The price in the reporting currency; null where no rate is known. */
  readonly reportingMinor: bigint | null;
  readonly reportingCurrency: string;
  /** Holds on the term itself. */
  readonly holds: readonly Hold[];
}

/** What scheduling keeps beside the facts; maintained under the term's row lock. */
export interface TermMarks {
  /** contract.expiring has come: the term is to be planned. */
  readonly expiring: boolean;
  /** A closing cause is not undone. */
  readonly closed: boolean;
  readonly decisionSeq: number;
  readonly decisionHash: string;
  /** Fingerprint of the last plan's circumstances, so that planning anew without a change writes no decision. */
  readonly planHash: string;
  /** Rows of the term lie in the archive, or are on the way there. */
  readonly archived: boolean;
  /** Since when delivery alone holds the term closed, while no news of it has come; null otherwise. */
  readonly waitingSince: Instant | null;
  /** When it was re-opened last; null where it never was. */
  readonly reopenedAt: Instant | null;
  /** The newest hold that was seen: since when, and until when where it is over. */
  readonly heldFrom: Instant | null;
  readonly heldTo: Instant | null;
  /** By what it was planned last, and since when it has had each step of that, without a break. */
  readonly plannedBy: PlannedBy | null;
  /** What becomes known behind its sends may change its plan before its next look. */
  readonly listens: boolean;
}

/** The policy version by which a term was planned. */
export interface PlannedBy {
  readonly policy: string;
  readonly policyVersion: number;
  /** By step and audience; 0 for those that the term had from the first. */
  readonly stepsSince: Readonly<Record<string, number>>;
}

/** A term under its lock. `facts` is null for a stub: an event about it came before the term itself. */
export interface Term extends TermMarks {
  readonly termId: TermId;
  readonly facts: TermFacts | null;
}

/** Replica of a contract as of `version`. */
export interface Contract {
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly version: number;
  readonly product: string;
  readonly productType: string;
  readonly periodMonths: number;
  readonly autoRenew: boolean;
  readonly trial: boolean;
  readonly seats: number;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  readonly holds: readonly Hold[];
}

/**
 * Why a term is closed: `payment:<id>:<n>` (of 0.2.0 `payment:<id>`) or `contract:<version>` (protocol.md, Closing and
 * re-opening a term).
 */
export interface Closure {
  readonly termId: TermId;
  readonly cause: string;
}
