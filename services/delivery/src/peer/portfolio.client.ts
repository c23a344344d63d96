import type { CustomerId, TermId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { parseLocalDate, type LocalDate } from '@perennial/kernel/local-date';
import type { Money } from '@perennial/kernel/money';
import { orThrow } from '@perennial/kernel/result';
import {
  ContractServiceService,
  CustomerServiceService,
  type Term,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';

/** A term as a text would speak of it, and who would read it. */
export interface PortfolioTerm {
  readonly termId: TermId;
  readonly customerId: CustomerId;
  readonly customer: string;
  /** Name and language of the first contact; empty where the customer has none. */
  readonly contact: string;
  readonly locale: string;
  readonly product: string;
  readonly lastDay: LocalDate;
  readonly amount: Money | undefined;
}

/** Port of contracts, for whoever looks at texts. */
export interface Portfolio {
  /** @param termIds empty: terms that are open and have not ended. @throws DomainError PEER_UNAVAILABLE */
  terms(termIds: readonly TermId[], now: Instant, most: number): Promise<PortfolioTerm[]>;
}

export const PORTFOLIO = Symbol('portfolio');

const DEADLINE_MS = 5_000;

/** Reads terms from contracts. Prices are those of the terms: payments would take a question for a promise. */
export class PortfolioClient implements Portfolio {
  readonly #contracts: Peer<typeof ContractServiceService>;
  readonly #customers: Peer<typeof CustomerServiceService>;

  constructor(address: string) {
    this.#contracts = grpcClient(ContractServiceService, address);
    this.#customers = grpcClient(CustomerServiceService, address);
  }

  async terms(termIds: readonly TermId[], now: Instant, most: number): Promise<PortfolioTerm[]> {
    const open = termIds.length === 0;
    const { terms } = await unary(
      this.#contracts,
      'listTerms',
      {
        customerId: '',
        contractId: '',
        termIds: [...termIds],
        state: open ? TermState.TERM_STATE_OPEN : TermState.TERM_STATE_UNSPECIFIED,
        lastDayFrom: open ? formatInstant(now).slice(0, 10) : '',
        lastDayTo: '',
        pageSize: most,
        pageToken: '',
      },
      DEADLINE_MS,
    );
    return await Promise.all(terms.map((term) => this.#told(term)));
  }

  async #told({ termId, contractId, customerId, lastDay, amount }: Term): Promise<PortfolioTerm> {
    const [{ contract }, { customer }] = await Promise.all([
      unary(this.#contracts, 'getContract', { contractId }, DEADLINE_MS),
      unary(this.#customers, 'getCustomer', { customerId }, DEADLINE_MS),
    ]);
    const contact = customer?.contacts.find(({ active }) => active);
    return {
      termId: termId as TermId,
      customerId: customerId as CustomerId,
      customer: customer?.name ?? '',
      contact: contact?.name ?? '',
      locale: contact?.locale || customer?.locale || 'en',
      product: contract?.product ?? '',
      lastDay: orThrow(parseLocalDate(lastDay), (message) => new RangeError(message)),
      amount,
    };
  }

  onModuleDestroy(): void {
    this.#contracts.close();
    this.#customers.close();
  }
}
