import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';

export const CLOSED_AS = ['RENEWED', 'CANCELLED', 'LAPSED'] as const;
export type ClosedAs = (typeof CLOSED_AS)[number];
export const CLOSED_BY = ['payment', 'source', 'person', 'time'] as const;
export type ClosedBy = (typeof CLOSED_BY)[number];

/** Why a term is closed; it is while one of its causes is not undone (protocol.md, Closing and re-opening a term). */
export interface Closure {
  readonly termId: TermId;
  /** `payment:<id>:<n>` or `contract:<term version>`. */
  readonly cause: string;
  readonly closedAs: ClosedAs;
  readonly closedAt: Instant;
  /** Whose word it was; null in rows of 0.2.0. */
  readonly closedBy: ClosedBy | null;
  /** What took the cause back: `reversal`, `source`, `person`, `moved`; null while it holds. */
  readonly undoneBy: string | null;
}

export function contractCause(termVersion: number): string {
  return `contract:${termVersion}`;
}

/** Whether the contract side closed the term, not a payment. */
export function isOwnCause(closure: Closure): boolean {
  return closure.cause.startsWith('contract:');
}
