import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { ContractStatus, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { holdMessage } from '../hold/hold-message.js';
import { standingOn, type Hold } from '../hold/hold.js';
import { graceFrom } from '../term/term-dates.js';
import { inReporting } from '../rate/reporting.js';
import type { Term } from '../term/term.js';
import type { Contract } from './contract.js';

/** The state of a contract as events carry it. @param holds those that stand on it are picked */
export function contractSnapshot(contract: Contract, holds: readonly Hold[] = []): ContractSnapshot {
  return {
    contractId: contract.id,
    customerId: contract.customerId,
    version: contract.version,
    product: contract.product,
    productType: contract.productType,
    periodMonths: contract.periodMonths,
    autoRenew: contract.autoRenew,
    trial: contract.productType === 'trial',
    seats: contract.seats,
    originalStart: contract.originalStart,
    status: `CONTRACT_STATUS_${contract.status}` as ContractStatus,
    ownerId: contract.ownerId ?? '',
    teamId: contract.teamId ?? '',
    holds: standingOn(holds, contract.id).map((hold) => holdMessage(hold)),
  };
}

/** The state of a term as events carry it; owner and team are its contract's. @param holds those on it are picked */
export function termSnapshot(term: Term, contract: Contract, holds: readonly Hold[] = []): TermSnapshot {
  return {
    termId: term.id,
    contractId: term.contractId,
    customerId: term.customerId,
    number: term.number,
    start: term.start,
    lastDay: term.lastDay,
    zone: term.zone,
    amount: term.amount,
    state: `TERM_STATE_${term.state}` as TermState,
    version: term.version,
    ownerId: contract.ownerId ?? '',
    teamId: contract.teamId ?? '',
    voided: term.voided,
    reportingAmount: inReporting(term.amount, term.start) ?? undefined,
    holds: standingOn(holds, term.id).map((hold) => holdMessage(hold)),
    graceFrom: term.state === 'EXPIRED' ? graceFrom(term) : '',
  };
}
