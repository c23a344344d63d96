import { Controller } from '@nestjs/common';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';
import { enumNames } from '@perennial/proto/enum-names';
import {
  ContractServiceControllerMethods,
  RestateKind,
  type CancelTermRequest,
  type CancelTermResponse,
  type ContractServiceController,
  type GetContractRequest,
  type GetContractResponse,
  type ListContractsRequest,
  type ListContractsResponse,
  type ListTermsRequest,
  type ListTermsResponse,
  type ReopenTermRequest,
  type ReopenTermResponse,
  type ResolveReferencesRequest,
  type ResolveReferencesResponse,
  type RestateRequest,
  type RestateResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { readRequest } from '@perennial/service/grpc/request-check';
import { readRestatePage } from '@perennial/service/grpc/restate';
import { readReferences } from '../reference/read-references.js';
import { toReferenceMessage } from '../reference/reference-message.js';
import { ResolveReferences } from '../reference/resolve-references.js';
import { RestatePortfolio } from '../restate/restate-portfolio.js';
import { CancelTerm } from '../term/cancel-term.js';
import { ListTerms, TERM_KEY } from '../term/list-terms.js';
import { ReopenTerm } from '../term/reopen-term.js';
import { contractMessage, termMessage } from './contract-message.js';
import { CONTRACT_KEY, ReadContracts } from './read-contracts.js';

const MAX_REASON = 500;
const STATES = enumNames('TERM_STATE_', TermState);
const KINDS = enumNames('RESTATE_KIND_', RestateKind);

@Controller()
@ContractServiceControllerMethods()
export class ContractGrpc implements ContractServiceController {
  constructor(
    private readonly contracts: ReadContracts,
    private readonly terms: ListTerms,
    private readonly cancel: CancelTerm,
    private readonly reopen: ReopenTerm,
    private readonly references: ResolveReferences,
    private readonly restatePortfolio: RestatePortfolio,
  ) {}

  async getContract(request: GetContractRequest): Promise<GetContractResponse> {
    const id = readRequest((check) => check.id<ContractId>('contract_id', request.contractId));
    return { contract: contractMessage(await this.contracts.get(id)) };
  }

  async listContracts(request: ListContractsRequest): Promise<ListContractsResponse> {
    const { size, ...filter } = readRequest((check) => ({
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      ids: check.optionalIds<ContractId>('contract_ids', request.contractIds),
      incomplete: request.incomplete ?? false,
      size: check.pageSize(request.pageSize),
      after: check.pageToken(CONTRACT_KEY, request.pageToken)?.id ?? null,
    }));
    const { rows, nextPageToken } = await this.contracts.list(filter, size);
    return { contracts: rows.map(contractMessage), nextPageToken };
  }

  async listTerms(request: ListTermsRequest): Promise<ListTermsResponse> {
    const { size, ...filter } = readRequest((check) => ({
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      contractId: check.optionalId<ContractId>('contract_id', request.contractId),
      ids: check.optionalIds<TermId>('term_ids', request.termIds),
      state: check.optionalEnum('state', STATES, request.state),
      lastDayFrom: check.optionalDate('last_day_from', request.lastDayFrom),
      lastDayTo: check.optionalDate('last_day_to', request.lastDayTo),
      size: check.pageSize(request.pageSize),
      after: check.pageToken(TERM_KEY, request.pageToken),
    }));
    const { rows, nextPageToken } = await this.terms.execute(filter, size);
    return { terms: rows.map((term) => termMessage(term)), nextPageToken };
  }

  async cancelTerm(request: CancelTermRequest): Promise<CancelTermResponse> {
    const { id, reason } = readTermAndReason(request);
    const lastDay = readRequest((check) => check.optionalDate('last_day', request.lastDay));
    return { term: termMessage(await this.cancel.execute(id, reason, lastDay)) };
  }

  async reopenTerm(request: ReopenTermRequest): Promise<ReopenTermResponse> {
    const { id, reason } = readTermAndReason(request);
    return { term: termMessage(await this.reopen.execute(id, reason)) };
  }

  async resolveReferences(request: ResolveReferencesRequest): Promise<ResolveReferencesResponse> {
    const resolved = await this.references.execute(readReferences(request));
    return { references: resolved.map(toReferenceMessage) };
  }

  async restate(request: RestateRequest): Promise<RestateResponse> {
    const { kind, page } = readRequest((check) => ({
      kind: check.enum('kind', KINDS, request.kind),
      page: readRestatePage(check, request),
    }));
    return await this.restatePortfolio.execute(kind, page);
  }
}

function readTermAndReason(request: CancelTermRequest | ReopenTermRequest): { id: TermId; reason: string } {
  return readRequest((check) => ({
    id: check.id<TermId>('term_id', request.termId),
    reason: check.optionalText('reason', request.reason, MAX_REASON),
  }));
}
