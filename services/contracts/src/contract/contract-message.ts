import { formatInstant } from '@perennial/kernel/instant';
import type {
  Contract as ContractMessage,
  LineageKind,
  Term as TermMessage,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { ContractStatus, SourceRef, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import type { SourceReference } from '../source-reference/source-reference.js';
import type { Lineage } from '../term/lineage.js';
import type { Term } from '../term/term.js';
import type { ContractView } from './read-contracts.js';

/** A contract as gRPC answers it. */
export function contractMessage({ contract, terms, source, lineage, missing }: ContractView): ContractMessage {
  return {
    contractId: contract.id,
    customerId: contract.customerId,
    product: contract.product,
    productType: contract.productType,
    periodMonths: contract.periodMonths,
    originalStart: contract.originalStart,
    autoRenew: contract.autoRenew,
    seats: contract.seats,
    status: `CONTRACT_STATUS_${contract.status}` as ContractStatus,
    ownerId: contract.ownerId ?? '',
    teamId: contract.teamId ?? '',
    version: contract.version,
    terms: terms.map((term) => termMessage(term, lineage)),
    source: sourceMessage(source),
    missing: [...missing],
  };
}

export function termMessage(term: Term, lineage: readonly Lineage[] = []): TermMessage {
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
    voided: term.voided,
    endsAt: formatInstant(term.endsAt),
    lineage: lineage
      .filter(({ termId }) => termId === term.id)
      .map(({ fromTermId, kind }) => ({ fromTermId, kind: `LINEAGE_KIND_${kind}` as LineageKind })),
  };
}

export function sourceMessage(source: SourceReference | undefined): SourceRef | undefined {
  return source && { system: source.system, id: source.sourceId, version: source.version };
}
