import {
  ContractServiceService,
  CustomerServiceService,
  type Contract,
  type Term,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import {
  ContactRecord,
  ContractRecord,
  CustomerRecord,
  ErpSyncServiceService,
  type SyncRequest,
  type SyncResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { DeliveryServiceService, type Message } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import {
  PaymentServiceService,
  type Payment,
  type TermLook,
} from '@perennial/proto/gen/perennial/payments/v1/payments';
import {
  ReminderServiceService,
  type Reminder,
  type WhyResponse,
} from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { MessageState, ReminderState, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { bidi, grpcClient, unary } from '@perennial/service/grpc/client';

const DEADLINE_MS = 20_000;

export type ErpRecord = Omit<SyncRequest, 'sequence'>;

/** gRPC ports of the services under test on 127.0.0.1, or their addresses (several of one service: its replicas). */
export type GrpcPorts = Readonly<Record<'contracts' | 'scheduling' | 'delivery' | 'payments', number | string>>;

/** The system as its users reach it: every call goes through a public gRPC edge. */
export class Edges {
  readonly #erp;
  readonly #contracts;
  readonly #customers;
  readonly #reminders;
  readonly #deliveries;
  readonly #payments;

  constructor(ports: GrpcPorts) {
    const at = (address: number | string): string => (typeof address === 'string' ? address : `127.0.0.1:${address}`);
    this.#erp = grpcClient(ErpSyncServiceService, at(ports.contracts));
    this.#contracts = grpcClient(ContractServiceService, at(ports.contracts));
    this.#customers = grpcClient(CustomerServiceService, at(ports.contracts));
    this.#reminders = grpcClient(ReminderServiceService, at(ports.scheduling));
    this.#deliveries = grpcClient(DeliveryServiceService, at(ports.delivery));
    this.#payments = grpcClient(PaymentServiceService, at(ports.payments));
  }

  close(): void {
    for (const peer of [this.#erp, this.#contracts, this.#customers, this.#reminders, this.#deliveries, this.#payments])
      peer.close();
  }

  /** Streams records and returns the answers in their order. */
  sync(records: readonly ErpRecord[]): Promise<SyncResponse[]> {
    return new Promise((resolve, reject) => {
      const answers: SyncResponse[] = [];
      const stream = bidi(this.#erp, 'sync');
      stream.on('data', (answer: SyncResponse) => answers.push(answer));
      stream.on('error', reject);
      stream.on('end', () => resolve(answers));
      const send = async (): Promise<void> => {
        for (const [i, record] of records.entries()) {
          if (!stream.write({ sequence: BigInt(i), ...record }))
            await new Promise((drained) => stream.once('drain', drained));
        }
        stream.end();
      };
      send().catch(reject);
    });
  }

  /** Streams records that must all be taken. @returns their ids. */
  async take(records: readonly ErpRecord[]): Promise<string[]> {
    const answers = await this.sync(records);
    const refused = answers.filter((answer) => answer.violations.length > 0);
    if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0]?.violations)}`);
    return answers.map((answer) => answer.id);
  }

  async contract(contractId: string): Promise<Contract> {
    const { contract } = await unary(this.#contracts, 'getContract', { contractId }, DEADLINE_MS);
    if (!contract) throw new Error(`no contract ${contractId}`);
    return contract;
  }

  async terms(contractId: string): Promise<Term[]> {
    return (await this.contract(contractId)).terms;
  }

  async term(contractId: string, number: number): Promise<Term> {
    const term = (await this.terms(contractId)).find((candidate) => candidate.number === number);
    if (!term) throw new Error(`contract ${contractId} has no term ${number}`);
    return term;
  }

  async reminders(filter: { termId?: string; customerId?: string; state?: ReminderState }): Promise<Reminder[]> {
    const found: Reminder[] = [];
    let pageToken = '';
    do {
      const page = await unary(
        this.#reminders,
        'listReminders',
        {
          termId: filter.termId ?? '',
          customerId: filter.customerId ?? '',
          state: filter.state ?? ReminderState.REMINDER_STATE_UNSPECIFIED,
          pageSize: 500,
          pageToken,
        },
        DEADLINE_MS,
      );
      found.push(...page.reminders);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return found;
  }

  why(reminderId: string): Promise<WhyResponse> {
    return unary(this.#reminders, 'why', { reminderId }, DEADLINE_MS);
  }

  async messages(customerId: string): Promise<Message[]> {
    return (
      await unary(
        this.#deliveries,
        'listMessages',
        {
          customerId,
          termId: '',
          messageId: '',
          state: MessageState.MESSAGE_STATE_UNSPECIFIED,
          pageSize: 500,
          pageToken: '',
        },
        DEADLINE_MS,
      )
    ).messages;
  }

  async pay(
    termId: string,
    amount: { currency: string; minor: bigint },
    gatewayEventId = `pay-${termId}`,
  ): Promise<Payment> {
    const { payment } = await unary(
      this.#payments,
      'recordPayment',
      { gateway: 'test', gatewayEventId, termId, amount, paidAt: undefined, reference: undefined },
      DEADLINE_MS,
    );
    return payment as Payment;
  }

  /**
   * Pays what payments asks for the term at its last look. Where nothing is asked for any more, the price: whoever
   * repeats a payment that was not answered does not know that it came.
   */
  async payQuote(termId: string, gatewayEventId?: string): Promise<Payment> {
    const { amount, price } = await this.look(termId);
    const paid = amount && amount.minor > 0n ? amount : price;
    if (!paid) throw new Error(`term ${termId} has no quote`);
    return await this.pay(termId, paid, gatewayEventId);
  }

  /** What payments answers delivery about a term. */
  async look(termId: string): Promise<TermLook> {
    const { terms } = await unary(this.#payments, 'look', { termIds: [termId] }, DEADLINE_MS);
    return terms[0] as TermLook;
  }

  /** A person cancels a term or opens it again. */
  async decide(termId: string, what: 'cancel' | 'reopen', reason = 'as asked'): Promise<void> {
    const call = what === 'cancel' ? 'cancelTerm' : 'reopenTerm';
    await unary(this.#contracts, call, { termId, reason }, DEADLINE_MS);
  }

  async reverse(gatewayEventId: string, reason = 'chargeback'): Promise<Payment> {
    const { payment } = await unary(
      this.#payments,
      'reversePayment',
      {
        gateway: 'test',
        gatewayEventId: `reverse-${gatewayEventId}`,
        reversesGatewayEventId: gatewayEventId,
        reason,
        amount: undefined,
      },
      DEADLINE_MS,
    );
    return payment as Payment;
  }

  async customers(): Promise<number> {
    return (
      await unary(
        this.#customers,
        'listCustomers',
        { nameContains: '', pageSize: 500, pageToken: '', customerIds: [] },
        DEADLINE_MS,
      )
    ).customers.length;
  }
}

const source = (id: string, version = 1) => ({ system: 'erp', id, version: String(version) });

export function customer(id: string, zone: string, more: Record<string, unknown> = {}): ErpRecord {
  return {
    customer: CustomerRecord.fromJSON({
      source: source(id),
      name: `Customer ${id}`,
      country: 'US',
      zone,
      locale: 'en-US',
      since: '2020-01-01',
      ...more,
    }),
  };
}

export function contact(id: string, customerId: string, more: Record<string, unknown> = {}): ErpRecord {
  return {
    contact: ContactRecord.fromJSON({
      source: source(id),
      customer: customerId,
      name: `Contact ${id}`,
      email: `${id}@customer.example`,
      roles: ['renewal'],
      active: true,
      ...more,
    }),
  };
}

/** An annual contract of 12,000.00 USD unless told otherwise. */
export function contract(
  id: string,
  customerId: string,
  originalStart: string,
  more: Record<string, unknown> & { version?: number } = {},
): ErpRecord {
  const { version, ...rest } = more;
  return {
    contract: ContractRecord.fromJSON({
      source: source(id, version),
      customer: customerId,
      product: `Product ${id}`,
      productType: 'subscription',
      periodMonths: 12,
      originalStart,
      amount: '12000.00',
      currency: 'USD',
      autoRenew: false,
      seats: 10,
      status: 'CONTRACT_STATUS_ACTIVE',
      ...rest,
    }),
  };
}

/** Same as an entry of an ERP export with a newer version. */
export function newer(record: ErpRecord, version: number): ErpRecord {
  const bump = <T extends { source?: { system: string; id: string; version: bigint } | undefined }>(
    part: T | undefined,
  ): T | undefined => part && { ...part, source: part.source && { ...part.source, version: BigInt(version) } };
  return {
    owner: bump(record.owner),
    customer: bump(record.customer),
    contact: bump(record.contact),
    contract: bump(record.contract),
  };
}

export { ReminderState, TermState };
