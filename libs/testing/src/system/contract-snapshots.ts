import { newId } from '@perennial/kernel/ids';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { ContractStatus, TermState } from '@perennial/proto/gen/perennial/types/v1/types';

/**
 * A contract of twelve months with its open first term (last day 2024-08-31 in Berlin, 1,200.00 EUR), of a customer of
 * its own.
 */
export function contractWithTerm(): { contract: ContractSnapshot; term: TermSnapshot } {
  const [contractId, customerId, ownerId] = [newId(), newId(), newId()];
  return {
    contract: {
      contractId,
      customerId,
      version: 1,
      product: 'Suite',
      productType: 'subscription',
      periodMonths: 12,
      autoRenew: false,
      trial: false,
      seats: 5,
      originalStart: '2023-09-01',
      status: ContractStatus.CONTRACT_STATUS_ACTIVE,
      ownerId,
      teamId: '',
      holds: [],
    },
    term: {
      termId: newId(),
      contractId,
      customerId,
      number: 1,
      start: '2023-09-01',
      lastDay: '2024-08-31',
      zone: 'Europe/Berlin',
      amount: { currency: 'EUR', minor: 120_000n },
      state: TermState.TERM_STATE_OPEN,
      version: 1,
      ownerId,
      teamId: '',
      voided: false,
      reportingAmount: undefined,
      holds: [],
      graceFrom: '',
    },
  };
}

/** The same term as of a later version. */
export function termAt(term: TermSnapshot, version: number, change: Partial<TermSnapshot> = {}): TermSnapshot {
  return { ...term, version, ...change };
}
