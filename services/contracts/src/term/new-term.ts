import { derivedId, type ContractId, type TermId } from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import type { Contract } from '../contract/contract.js';
import type { NumberedBounds } from '../period/term-number.js';
import { dueInstants } from './term-dates.js';
import type { Term } from './term.js';

export interface Opening {
  readonly amount: Money;
  readonly zone: string;
  readonly state: 'OPEN' | 'RENEWED' | 'CANCELLED';
  /** Cause of the renewal that opens it; null when the source reports it. */
  readonly openedBy: string | null;
  readonly stated: boolean;
}

/** A term that did not exist; its id is (contract, number), whoever reports it first. The version is the draft's. */
export function newTerm(
  contract: Pick<Contract, 'id' | 'customerId' | 'autoRenew'>,
  { number, start, lastDay }: NumberedBounds,
  opening: Opening,
): Term {
  return {
    id: termId(contract.id, number),
    contractId: contract.id,
    customerId: contract.customerId,
    number,
    start,
    lastDay,
    ...opening,
    version: 0,
    ...dueInstants({ lastDay, zone: opening.zone, reopenedOn: null }),
    expiringAt: null,
    voided: false,
    reopenedOn: null,
    uncutLastDay: null,
    autoRenew: contract.autoRenew,
  };
}

export function termId(contractId: ContractId, number: number): TermId {
  return derivedId<TermId>('term', contractId, String(number));
}

type Facts = Pick<Term, 'start' | 'lastDay' | 'zone' | 'amount' | 'stated' | 'reopenedOn' | 'uncutLastDay'>;

/** A term with other facts. `expiringAt` stays: a term is announced once, a moved one is planned anew. */
export function movedTerm(term: Term, to: Partial<Facts>): Term {
  const moved = { ...term, ...to };
  return { ...moved, ...dueInstants(moved) };
}

/** Whether both terms look the same to replicas: dates, zone, price and state. */
export function sameTerm(a: Term, b: Term): boolean {
  return sameDates(a, b) && a.amount.currency === b.amount.currency && a.amount.minor === b.amount.minor;
}

export function sameDates(a: Term, b: Term): boolean {
  return a.start === b.start && a.lastDay === b.lastDay && a.zone === b.zone;
}
