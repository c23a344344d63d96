import { toLocal } from '@perennial/calendar/zone';
import { termBounds } from '@perennial/calendar/term';
import type { ContractId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { err, ok, type Result } from '@perennial/kernel/result';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { sameContract, type Contract } from '../../contract/contract.js';
import { ContractDraft, type ContractState } from '../../contract/contract-draft.js';
import type { Customer } from '../../customer/customer.js';
import { fits, numberFor, runningTerm, type NumberedBounds } from '../../term/term-dates.js';
import { isRunning, standing, type Term } from '../../term/term.js';
import type { ContractFact } from './contract-fact.js';
import { applyActive, applyEnded } from './reported-term.js';

/**
 * What a newer record of a contract makes of it and its terms; the violations are those that only stored rows reveal.
 */
export function decideContract(
  fact: ContractFact,
  id: ContractId,
  customer: Customer,
  before: ContractState | undefined,
  now: Instant,
): Result<ContractDraft, readonly FieldViolation[]> {
  if (before && before.contract.customerId !== customer.id) {
    return err([
      violation(
        'customer',
        'immutable',
        'a contract stays with its customer; cancel it here and report it there under another source id',
      ),
    ]);
  }
  const contract = describe(fact, id, customer, before?.contract);
  const target = targetTerm(fact, contract, before, now);
  if (!target) return err([overlap(fact, standing(before?.terms ?? []))]);
  const draft = new ContractDraft(contract, before, now);
  if (!before || !sameContract(contract, before.contract)) draft.putContract(contract);
  const dates = { ...target, zone: contract.zone, amount: fact.amount };
  if (contract.status === 'ACTIVE')
    applyActive(draft, dates, before !== undefined && before.contract.status !== 'ACTIVE');
  else applyEnded(draft, dates, contract.status);
  return ok(draft);
}

/**
 * Owner, team and inherited zone of a known contract stay: a change of them is carried to its terms too, by
 * follow-customers.ts.
 */
function describe(fact: ContractFact, id: ContractId, customer: Customer, before: Contract | undefined): Contract {
  const { product, productType, periodMonths, originalStart, autoRenew, seats, status, endedOn } = fact;
  const { ownerId, teamId } = before ?? customer;
  return {
    id,
    customerId: customer.id,
    product,
    productType,
    periodMonths,
    originalStart,
    ownZone: fact.zone,
    zone: fact.zone ?? (before?.ownZone === null ? before.zone : customer.zone),
    autoRenew,
    seats,
    status,
    endedOn,
    ownerId,
    teamId,
    version: before?.version ?? 0,
  };
}

/** Names the date that lies in another term; `original_start` where the source states none. */
function overlap({ term }: ContractFact, terms: readonly Term[]): FieldViolation {
  const inside = term && terms.some(({ start, lastDay }) => start < term.start && term.start <= lastDay);
  const field = !term ? 'original_start' : inside ? 'term_start' : 'term_last_day';
  return violation(field, 'overlap', 'the dates overlap another term of this contract');
}

/**
 * The term that a record is about; null when its dates overlap another number's. Without dates: of a new contract the
 * one that runs today (of an ended one, on its last day); of a known one the running term, so that an update during the
 * grace renews nothing; else the newest, or today's where the newest was cancelled and lies behind.
 */
function targetTerm(
  fact: ContractFact,
  contract: Contract,
  before: ContractState | undefined,
  now: Instant,
): NumberedBounds | null {
  const terms = standing(before?.terms ?? []).sort((a, b) => a.number - b.number);
  if (fact.term) {
    const number = numberFor(contract, terms, fact.term);
    return number === null ? null : { number, ...fact.term };
  }
  const today = toLocal(contract.zone, now).date;
  const newest = terms.at(-1);
  if (!newest || !before) return runningTerm(contract, fact.endedOn ?? today);
  const running = terms.find(isRunning);
  if (!running) {
    const gone = newest.state === 'CANCELLED' && contract.status === 'ACTIVE' && newest.lastDay < today;
    const current = runningTerm(contract, today);
    return gone && current.number > newest.number && fits(terms, current) ? current : newest;
  }
  const recounted =
    contract.originalStart !== before.contract.originalStart || contract.periodMonths !== before.contract.periodMonths;
  if (!recounted) return running;
  const bounds = {
    number: running.number,
    ...termBounds(contract.originalStart, contract.periodMonths, running.number),
  };
  return fits(terms, bounds) ? bounds : null;
}
