import type { ContractId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { err, ok, type Result } from '@perennial/kernel/result';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { sameContract, type Contract } from '../../contract/contract.js';
import { ContractDraft, type ContractState } from '../../contract/contract-draft.js';
import type { Customer } from '../../customer/customer.js';
import { applyActive } from './active-report.js';
import type { ContractFact } from './contract-fact.js';
import { applyEnded } from './ended-report.js';
import type { Report } from './report.js';

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
  const draft = new ContractDraft(contract, before, now);
  if (!before || !sameContract(contract, before.contract)) draft.putContract(contract);
  const report = reportOf(fact, contract, before?.contract);
  const refused =
    contract.status === 'ACTIVE'
      ? applyActive(draft, report)
      : applyEnded(draft, report, contract.status, fact.endedOn ?? draft.today);
  return refused ? err([refused]) : ok(draft);
}

function reportOf(fact: ContractFact, contract: Contract, before: Contract | undefined): Report {
  const { periodMonths, originalStart, zone } = contract;
  return {
    stated: fact.term,
    zone,
    amount: fact.amount,
    reinstated: before !== undefined && before.status !== 'ACTIVE',
    recounted: before !== undefined && (before.periodMonths !== periodMonths || before.originalStart !== originalStart),
  };
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
    anchor: before?.anchor ?? originalStart,
    ownZone: fact.zone,
    zone: fact.zone ?? (before?.ownZone === null ? before.zone : customer.zone),
    autoRenew,
    seats,
    status,
    endedOn,
    revivedOn: before?.revivedOn ?? null,
    ownerId,
    teamId,
    version: before?.version ?? 0,
  };
}
