import type { PaymentId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';

export const CLOSED_AS = ['RENEWED', 'CANCELLED', 'LAPSED'] as const;
export type ClosedAs = (typeof CLOSED_AS)[number];

/** Why a term is closed; it is while one of its causes is not undone (protocol.md, Closing and re-opening a term). */
export interface Closure {
  readonly termId: TermId;
  /** `payment:<id>` or `contract:<term version>`. */
  readonly cause: string;
  readonly closedAs: ClosedAs;
  readonly closedAt: Instant;
  /** What took the cause back: `reversal`, `source`, `person`, `moved`; null while it holds. */
  readonly undoneBy: string | null;
}

export function paymentCause(paymentId: PaymentId): string {
  return `payment:${paymentId}`;
}

export function contractCause(termVersion: number): string {
  return `contract:${termVersion}`;
}

/** Whether the contract side closed the term, not a payment. */
export function isOwnCause(closure: Closure): boolean {
  return closure.cause.startsWith('contract:');
}
