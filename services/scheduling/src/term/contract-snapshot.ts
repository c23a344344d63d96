import { toId, type ContractId, type CustomerId, type TermId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import { DomainError } from '@perennial/kernel/violation';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { holdsOf } from '../hold/hold.js';
import { TERM_STATES, type Contract, type TermFacts, type TermState } from './term.js';

/** Reads the event form of a contract. Throws BAD_ID, which sets the event aside. */
export function contractOf(snapshot: ContractSnapshot): Contract {
  return {
    contractId: toId<ContractId>(snapshot.contractId),
    customerId: toId<CustomerId>(snapshot.customerId),
    version: snapshot.version,
    product: snapshot.product,
    productType: snapshot.productType,
    periodMonths: snapshot.periodMonths,
    autoRenew: snapshot.autoRenew,
    trial: snapshot.trial,
    seats: snapshot.seats,
    ownerId: snapshot.ownerId === '' ? null : toId(snapshot.ownerId),
    teamId: snapshot.teamId === '' ? null : toId(snapshot.teamId),
    holds: holdsOf(snapshot.holds),
  };
}

/** Reads the event form of a term. Throws BAD_ID, BAD_DATE, or INVALID_EVENT for a term without a state. */
export function termFactsOf(snapshot: TermSnapshot): TermFacts {
  return {
    termId: toId<TermId>(snapshot.termId),
    contractId: toId<ContractId>(snapshot.contractId),
    customerId: toId<CustomerId>(snapshot.customerId),
    number: snapshot.number,
    start: localDate(snapshot.start),
    lastDay: localDate(snapshot.lastDay),
    zone: snapshot.zone,
    currency: snapshot.amount?.currency ?? '',
    amountMinor: snapshot.amount?.minor ?? 0n,
    state: stateOf(snapshot),
    version: snapshot.version,
    ownerId: snapshot.ownerId === '' ? null : toId(snapshot.ownerId),
    teamId: snapshot.teamId === '' ? null : toId(snapshot.teamId),
    graceFrom: snapshot.graceFrom === '' ? null : localDate(snapshot.graceFrom),
    reportingCurrency: snapshot.reportingAmount?.currency ?? '',
    reportingMinor: snapshot.reportingAmount?.minor ?? null,
    holds: holdsOf(snapshot.holds),
  };
}

function stateOf({ state }: TermSnapshot): TermState {
  const word = TERM_STATES.word(state);
  if (!word) throw new DomainError('INVALID_EVENT', 'the event does not tell the state of its term');
  return word;
}
