import { Controller } from '@nestjs/common';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';
import { bareName } from '@perennial/proto/enum-name';
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
  type RestateRequest,
  type RestateResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { pageSize } from '../query/page.js';
import { RequestChecks } from '../query/request-checks.js';
import { RestatePage } from '../restate/restate-page.js';
import { CancelTerm } from '../term/cancel-term.js';
import { ListTerms } from '../term/list-terms.js';
import { ReopenTerm } from '../term/reopen-term.js';
import { contractMessage, termMessage } from './contract-message.js';
import { ReadContracts } from './read-contracts.js';

const MAX_REASON = 500;

@Controller()
@ContractServiceControllerMethods()
export class ContractGrpc implements ContractServiceController {
  constructor(
    private readonly contracts: ReadContracts,
    private readonly terms: ListTerms,
    private readonly cancel: CancelTerm,
    private readonly reopen: ReopenTerm,
    private readonly restatePage: RestatePage,
  ) {}

  async getContract(request: GetContractRequest): Promise<GetContractResponse> {
    const checks = new RequestChecks();
    const id = checks.id<ContractId>('contract_id', request.contractId);
    checks.done();
    const { contract, terms, source } = await this.contracts.get(id);
    return { contract: contractMessage(contract, terms, source) };
  }

  async listContracts(request: ListContractsRequest): Promise<ListContractsResponse> {
    const checks = new RequestChecks();
    const customerId = checks.optionalId<CustomerId>('customer_id', request.customerId);
    checks.done();
    const { rows, nextPageToken } = await this.contracts.list(
      customerId,
      pageSize(request.pageSize),
      request.pageToken,
    );
    return { contracts: rows.map(({ contract, source }) => contractMessage(contract, [], source)), nextPageToken };
  }

  async listTerms(request: ListTermsRequest): Promise<ListTermsResponse> {
    const checks = new RequestChecks();
    const filter = {
      customerId: checks.optionalId('customer_id', request.customerId),
      contractId: checks.optionalId('contract_id', request.contractId),
      lastDayFrom: checks.optionalDate('last_day_from', request.lastDayFrom),
      lastDayTo: checks.optionalDate('last_day_to', request.lastDayTo),
    };
    if (request.state === TermState.UNRECOGNIZED) checks.refuse('state', 'unknown_value', 'state is a TermState');
    checks.done();
    const state = request.state === TermState.TERM_STATE_UNSPECIFIED ? null : bareName('TERM_STATE_', request.state);
    const { rows, nextPageToken } = await this.terms.execute(
      { ...filter, state },
      pageSize(request.pageSize),
      request.pageToken,
    );
    return { terms: rows.map(termMessage), nextPageToken };
  }

  async cancelTerm(request: CancelTermRequest): Promise<CancelTermResponse> {
    const checks = new RequestChecks();
    const [id, reason] = [
      checks.id<TermId>('term_id', request.termId),
      checks.text('reason', request.reason, MAX_REASON),
    ];
    checks.done();
    return { term: termMessage(await this.cancel.execute(id, reason)) };
  }

  async reopenTerm(request: ReopenTermRequest): Promise<ReopenTermResponse> {
    const checks = new RequestChecks();
    const [id, reason] = [
      checks.id<TermId>('term_id', request.termId),
      checks.text('reason', request.reason, MAX_REASON),
    ];
    checks.done();
    return { term: termMessage(await this.reopen.execute(id, reason)) };
  }

  async restate(request: RestateRequest): Promise<RestateResponse> {
    const checks = new RequestChecks();
    const after = checks.optionalId('after_id', request.afterId);
    const kinds = {
      [RestateKind.RESTATE_KIND_OWNERS]: 'owners',
      [RestateKind.RESTATE_KIND_CUSTOMERS]: 'customers',
      [RestateKind.RESTATE_KIND_CONTRACTS]: 'contracts',
    } as const;
    const kind = request.kind in kinds ? kinds[request.kind as keyof typeof kinds] : undefined;
    if (!kind) checks.refuse('kind', 'required', 'kind is OWNERS, CUSTOMERS or CONTRACTS');
    checks.done();
    return await this.restatePage.execute(kind ?? 'customers', after, pageSize(request.pageSize, 200));
  }
}
