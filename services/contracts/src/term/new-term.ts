import { derivedId, type ContractId, type TermId } from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import type { Contract } from '../contract/contract.js';
import { dueInstants, type NumberedBounds } from './term-dates.js';
import type { Term } from './term.js';

export interface Opening {
  readonly amount: Money;
  readonly zone: string;
  readonly state: 'OPEN' | 'RENEWED' | 'CANCELLED';
  /** Cause of the renewal that opens it; null when the source reports it. */
  readonly openedBy: string | null;
}

/** A term that did not exist; its id is (contract, number), whoever reports it first. The version is the draft's. */
export function newTerm(
  contract: Pick<Contract, 'id' | 'customerId'>,
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
    ...dueInstants(lastDay, opening.zone),
    expiringAt: null,
    voided: false,
  };
}

export function termId(contractId: ContractId, number: number): TermId {
  return derivedId<TermId>('term', contractId, String(number));
}

/** A term with other dates, zone or price. `expiringAt` stays: a term is announced once, a moved one is re-planned. */
export function movedTerm(term: Term, to: { start: string; lastDay: string; zone: string; amount: Money }): Term {
  return { ...term, ...to, ...dueInstants(to.lastDay, to.zone) };
}

/** Whether both terms have the same dates, zone and price. */
export function sameTerm(a: Term, b: Term): boolean {
  return (
    a.start === b.start &&
    a.lastDay === b.lastDay &&
    a.zone === b.zone &&
    a.amount.currency === b.amount.currency &&
    a.amount.minor === b.amount.minor
  );
}
