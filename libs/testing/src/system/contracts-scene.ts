import type { Database } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { newId } from '@perennial/kernel/ids';
import { parseInstant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import {
  ContractServiceService,
  CustomerServiceService,
  type Contract,
  type Customer,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { ContactRecord, ContractRecord, CustomerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractStatus } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { Edges, type ErpRecord } from './edges.js';
import { tellService, untilIdle } from './tell-service.js';

const DEADLINE_MS = 5_000;

export const source = (id: string, version = 1n) => ({ system: 'erp', id, version: String(version) });

export const germanCustomer = (id: string, more: object = {}, version = 1n): ErpRecord => ({
  customer: CustomerRecord.fromJSON({
    source: source(id, version),
    name: `Company ${id}`,
    country: 'DE',
    since: '2020-01-01',
    locale: 'en',
    ...more,
  }),
});

export const adaContact = (id: string, of: string, more: object = {}, version = 1n): ErpRecord => ({
  contact: ContactRecord.fromJSON({
    source: source(id, version),
    customer: of,
    name: 'Ada',
    email: 'ada@acme.example',
    roles: ['renewal'],
    active: true,
    ...more,
  }),
});

/** A contract whose first term ends on 2024-08-31, at 1,200.00 EUR a year. */
export const suiteContract = (id: string, of: string, more: object = {}, version = 1n): ErpRecord => ({
  contract: ContractRecord.fromJSON({
    source: source(id, version),
    customer: of,
    product: 'Suite',
    productType: 'subscription',
    periodMonths: 12,
    originalStart: '2023-09-01',
    amount: '1200.00',
    currency: 'EUR',
    autoRenew: false,
    seats: 5,
    status: ContractStatus.CONTRACT_STATUS_ACTIVE,
    ...more,
  }),
});

export interface Portfolio {
  readonly customerId: string;
  readonly contractId: string;
  /** Source ids. */
  readonly name: string;
  readonly contractName: string;
}

/**
 * A running contracts service as its specs use it: what sources and payments send, and what it then shows and tells.
 */
export class ContractsScene {
  readonly edges: Edges;
  readonly database: Database;
  readonly contracts: Peer<typeof ContractServiceService>;
  readonly customers: Peer<typeof CustomerServiceService>;
  #serial = 0;

  constructor(readonly service: RunningService) {
    const port = service.grpcPort;
    this.database = service.database;
    this.edges = new Edges({ contracts: port, scheduling: port, delivery: port, payments: port });
    this.contracts = grpcClient(ContractServiceService, `127.0.0.1:${port}`);
    this.customers = grpcClient(CustomerServiceService, `127.0.0.1:${port}`);
  }

  close(): void {
    for (const peer of [this.edges, this.contracts, this.customers]) peer.close();
  }

  /** A source id that was not used before. */
  fresh(prefix: string): string {
    return `${prefix}-${(this.#serial += 1)}`;
  }

  take(...records: ErpRecord[]): Promise<string[]> {
    return this.edges.take(records);
  }

  /** A customer with one contract. */
  async portfolio(more: object = {}): Promise<Portfolio> {
    const [name, contractName] = [this.fresh('customer'), this.fresh('contract')];
    const records = [germanCustomer(name), suiteContract(contractName, name, more)];
    const [customerId, contractId] = (await this.edges.take(records)) as [string, string];
    return { customerId, contractId, name, contractName };
  }

  async contract(contractId: string): Promise<Contract> {
    return (await unary(this.contracts, 'getContract', { contractId }, DEADLINE_MS)).contract as Contract;
  }

  async customer(customerId: string): Promise<Customer> {
    return (await unary(this.customers, 'getCustomer', { customerId }, DEADLINE_MS)).customer as Customer;
  }

  /** Number and state of each term. */
  async states(contractId: string): Promise<string[]> {
    return (await this.contract(contractId)).terms.map(({ number, state }) => `${number} ${state.slice(11)}`);
  }

  async termId(contractId: string, number: number): Promise<string> {
    return (await this.contract(contractId)).terms.find((term) => term.number === number)?.termId ?? '';
  }

  /** Events of a customer in their order. */
  async events(customerId: string, type = '%'): Promise<{ type: string; data: Record<string, unknown> }[]> {
    const rows = await this.database.query<{ type: string; data: string }>(
      `select type, data from outbox where key = $1 and type like $2 and topic = 'perennial.contracts' order by id`,
      [customerId, type],
    );
    return rows.map(({ type, data }) => ({ type, data: JSON.parse(data) }));
  }

  async types(customerId: string, type = 'contract.%'): Promise<string[]> {
    return (await this.events(customerId, type)).map((event) => event.type);
  }

  async walkTo(iso: string): Promise<void> {
    await this.service.setNow(orThrow(parseInstant(iso), (rule) => new Error(rule)));
    await untilIdle(this.service);
  }

  tell(...list: NewEvent[]): Promise<void> {
    return tellService(this.service, list);
  }
}

export const renewed = (
  { customerId, contractId }: Pick<Portfolio, 'customerId' | 'contractId'>,
  termId: string,
  paymentId: string = newId(),
) =>
  newEvent('payment.renewed', {
    paymentId,
    termId,
    contractId,
    customerId,
    quoteVersion: 1,
    amount: { currency: 'EUR', minor: 120_000n },
    paidAt: undefined,
    cause: `payment:${paymentId}`,
  });

export const reversed = (
  { customerId, contractId }: Pick<Portfolio, 'customerId' | 'contractId'>,
  termId: string,
  paymentId: string,
) =>
  newEvent('payment.reversed', {
    paymentId,
    termId,
    contractId,
    customerId,
    reason: 'chargeback',
    reversedAt: undefined,
    amount: { currency: 'EUR', minor: 120_000n },
    undoes: [`payment:${paymentId}`],
  });
