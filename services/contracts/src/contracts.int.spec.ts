import type { Database } from '@perennial/database/database';
import { pendingSchemaDiff } from '@perennial/database/pending-schema-diff';
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
import {
  ContractRecord,
  CustomerRecord,
  ErpSyncServiceService,
  OwnerRecord,
  SyncStatus,
  type SyncRequest,
  type SyncResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { AddresseeKind, Channel, ContractStatus, TermState, Tier } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { bidi, grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { tellService, untilIdle } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from './service.js';

let environment: TestEnvironment;
let service: RunningService;
let database: Database;
let erp: Peer<typeof ErpSyncServiceService>;
let contracts: Peer<typeof ContractServiceService>;
let customers: Peer<typeof CustomerServiceService>;

beforeAll(async () => {
  environment = await testEnvironment({ sandboxStart: '2024-07-01T00:00:00Z' });
  service = await startService(contractsService, await environment.of('contracts'));
  database = service.database;
  const address = `127.0.0.1:${service.grpcPort}`;
  [erp, contracts, customers] = [
    grpcClient(ErpSyncServiceService, address),
    grpcClient(ContractServiceService, address),
    grpcClient(CustomerServiceService, address),
  ];
}, 60_000);
afterAll(async () => {
  for (const peer of [erp, contracts, customers]) peer?.close();
  await service?.stop();
  await environment?.close();
});

type Sent = Omit<SyncRequest, 'sequence'>;
let serial = 0;
const fresh = (prefix: string): string => `${prefix}-${(serial += 1)}`;
const source = (id: string, version = 1n) => ({ system: 'erp', id, version: String(version) });
const customer = (id: string, more: object = {}, version = 1n): Sent => ({
  customer: CustomerRecord.fromJSON({
    source: source(id, version),
    name: `Company ${id}`,
    country: 'DE',
    since: '2020-01-01',
    locale: 'en',
    ...more,
  }),
});
const contract = (id: string, of: string, more: object = {}, version = 1n): Sent => ({
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

function sync(...records: Sent[]): Promise<SyncResponse[]> {
  return new Promise((resolve, reject) => {
    const answers: SyncResponse[] = [];
    const stream = bidi(erp, 'sync');
    stream.on('data', (answer: SyncResponse) => answers.push(answer));
    stream.on('error', reject);
    stream.on('end', () => resolve(answers));
    records.forEach((record, i) => stream.write({ sequence: BigInt(i), ...record }));
    stream.end();
  });
}
async function take(...records: Sent[]): Promise<string[]> {
  const answers = await sync(...records);
  expect(answers.filter(({ status }) => status !== SyncStatus.SYNC_STATUS_TAKEN)).toEqual([]);
  return answers.map(({ id }) => id);
}
/** A customer with one contract whose first term ends on 2024-08-31; ids of both. */
async function portfolio(
  more: object = {},
): Promise<{ customerId: string; contractId: string; name: string; contractName: string }> {
  const [name, contractName] = [fresh('customer'), fresh('contract')];
  const [customerId, contractId] = (await take(customer(name), contract(contractName, name, more))) as [string, string];
  return { customerId, contractId, name, contractName };
}
const getContract = async (contractId: string): Promise<Contract> =>
  (await unary(contracts, 'getContract', { contractId }, 5_000)).contract as Contract;
const getCustomer = async (customerId: string): Promise<Customer> =>
  (await unary(customers, 'getCustomer', { customerId }, 5_000)).customer as Customer;
const states = async (contractId: string): Promise<string[]> =>
  (await getContract(contractId)).terms.map(({ number, state }) => `${number} ${state.slice(11)}`);
/** Events of a customer in their order: type, and what it is about. */
const events = async (customerId: string, type = '%'): Promise<{ type: string; data: Record<string, unknown> }[]> =>
  (
    await database.query<{ type: string; data: string }>(
      `select type, data from outbox where key = $1 and type like $2 and topic = 'perennial.contracts' order by id`,
      [customerId, type],
    )
  ).map(({ type, data }) => ({ type, data: JSON.parse(data) }));
const types = async (customerId: string, type = 'contract.%'): Promise<string[]> =>
  (await events(customerId, type)).map((event) => event.type);
const at = (iso: string) => orThrow(parseInstant(iso), (rule) => new Error(rule));
const walkTo = async (iso: string): Promise<void> => {
  await service.setNow(at(iso));
  await untilIdle(service);
};
const told = (...list: NewEvent[]): Promise<void> => tellService(service, list);
const renewed = (of: { customerId: string; contractId: string }, termId: string, paymentId: string = newId()) =>
  newEvent('payment.renewed', {
    paymentId,
    termId,
    contractId: of.contractId,
    customerId: of.customerId,
    quoteVersion: 1,
    amount: { currency: 'EUR', minor: 120_000n },
    paidAt: undefined,
  });
const reversed = (of: { customerId: string; contractId: string }, termId: string, paymentId: string) =>
  newEvent('payment.reversed', {
    paymentId,
    termId,
    contractId: of.contractId,
    customerId: of.customerId,
    reason: 'chargeback',
    reversedAt: undefined,
  });
const termIdOf = async (contractId: string, number: number): Promise<string> =>
  (await getContract(contractId)).terms.find((term) => term.number === number)?.termId ?? '';

describe('schema', () => {
  it('has no drift between migrations and entities', async () => {
    expect(
      await pendingSchemaDiff({
        url: environment.databases.get('contracts')?.url ?? '',
        entities: contractsService.entities ?? [],
      }),
    ).toEqual([]);
  });
});

describe('the main path', () => {
  it('imports, announces once, renews on payment and opens the next term (T-07, D-11)', async () => {
    const one = await portfolio();
    await untilIdle(service);
    expect(await types(one.customerId)).toEqual(['contract.changed', 'contract.expiring']);
    const first = await termIdOf(one.contractId, 1);
    const paymentId = newId();
    await told(renewed(one, first, paymentId));
    expect(await states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect(await types(one.customerId)).toEqual([
      'contract.changed',
      'contract.expiring',
      'contract.changed',
      'contract.renewed',
    ]);
    const [fact] = await events(one.customerId, 'contract.renewed');
    expect(fact?.data).toMatchObject({
      cause: `payment:${paymentId}`,
      term: { termId: first, state: 'TERM_STATE_RENEWED', version: 2 },
      nextTerm: { number: 2, start: '2024-09-01', lastDay: '2025-08-31' },
    });
  });
});

describe('payments', () => {
  it('re-opens a term whose payment is reversed and voids the next; a new payment brings that back (next-term-lives)', async () => {
    const one = await portfolio();
    const [first, firstPayment, secondPayment] = [await termIdOf(one.contractId, 1), newId(), newId()];
    await told(renewed(one, first, firstPayment));
    const before = (await types(one.customerId)).length;
    await told(reversed(one, first, firstPayment));
    expect(await states(one.contractId)).toEqual(['1 OPEN', '2 CANCELLED']);
    expect((await types(one.customerId)).slice(before)).toEqual([
      'contract.changed',
      'contract.cancelled',
      'contract.reopened',
    ]);
    expect((await events(one.customerId, 'contract.reopened'))[0]?.data).toMatchObject({
      undoes: [`payment:${firstPayment}`],
      term: { state: 'TERM_STATE_OPEN', version: 3 },
    });
    expect((await events(one.customerId, 'contract.cancelled'))[0]?.data).toMatchObject({
      cause: 'contract:2',
      term: { number: 2, version: 2 },
    });

    await told(renewed(one, first, firstPayment));
    expect(await states(one.contractId)).toEqual(['1 OPEN', '2 CANCELLED']);

    await told(renewed(one, first, secondPayment));
    expect(await states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect((await events(one.customerId, 'contract.reopened'))[1]?.data).toMatchObject({
      undoes: ['contract:2'],
      term: { number: 2, state: 'TERM_STATE_OPEN' },
    });
  });

  it('keeps a term renewed while another payment holds, and lets a payment that was reversed first close nothing', async () => {
    const one = await portfolio();
    const [first, a, b] = [await termIdOf(one.contractId, 1), newId(), newId()];
    await told(renewed(one, first, a));
    await told(renewed(one, first, b));
    await told(reversed(one, first, a));
    expect(await states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    const other = await portfolio();
    const [term, late] = [await termIdOf(other.contractId, 1), newId()];
    await told(reversed(other, term, late), renewed(other, term, late));
    expect(await states(other.contractId)).toEqual(['1 OPEN']);
  });

  it('sets a payment for an unknown term aside as a dead letter', async () => {
    const one = await portfolio();
    const unknown = newId();
    await told(renewed(one, unknown));
    const [letter] = await database.query<{ data: string }>(
      `select data from outbox where topic = 'perennial.dlq.contracts' and subject = $1`,
      [unknown],
    );
    expect(JSON.parse(letter?.data ?? '{}')).toMatchObject({
      group: 'contracts',
      reason: expect.stringContaining(unknown),
    });
  });
});

describe('changes by the source', () => {
  it('re-plans a date moved back and forth, announcing the term once (in-order)', async () => {
    const one = await portfolio({ termStart: '2023-09-01', termLastDay: '2024-08-31' });
    const moved = (lastDay: string, version: bigint) =>
      contract(one.contractName, one.name, { termStart: '2023-09-01', termLastDay: lastDay }, version);
    await take(moved('2024-10-15', 2n), moved('2024-08-31', 3n));
    const stale = await sync(moved('2024-12-31', 2n));
    expect(stale[0]?.status).toBe(SyncStatus.SYNC_STATUS_STALE);
    const changed = await events(one.customerId, 'contract.changed');
    expect(
      changed.map(({ data }) =>
        (data['terms'] as { lastDay: string; version: number }[]).map(({ lastDay, version }) => [lastDay, version]),
      ),
    ).toEqual([[['2024-08-31', 1]], [['2024-10-15', 2]], [['2024-08-31', 3]]]);
    expect(await types(one.customerId, 'contract.expiring')).toHaveLength(1);
  });

  it('withdraws a cancellation: the term re-opens and every cause of the source is undone', async () => {
    const one = await portfolio();
    await take(
      contract(
        one.contractName,
        one.name,
        { status: ContractStatus.CONTRACT_STATUS_CANCELLED, endedOn: '2024-07-01' },
        2n,
      ),
    );
    expect(await states(one.contractId)).toEqual(['1 CANCELLED']);
    await take(contract(one.contractName, one.name, {}, 3n));
    expect(await states(one.contractId)).toEqual(['1 OPEN']);
    expect((await types(one.customerId)).slice(2)).toEqual([
      'contract.changed',
      'contract.cancelled',
      'contract.changed',
      'contract.reopened',
    ]);
    expect((await events(one.customerId, 'contract.reopened'))[0]?.data).toMatchObject({ undoes: ['contract:2'] });
  });

  it('takes a later term of the source as the renewal of the one before', async () => {
    const one = await portfolio();
    await take(
      contract(
        one.contractName,
        one.name,
        { termStart: '2024-09-01', termLastDay: '2025-08-31', amount: '1500.00' },
        2n,
      ),
    );
    expect(await states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect((await events(one.customerId, 'contract.renewed'))[0]?.data).toMatchObject({
      cause: 'contract:2',
      nextTerm: { amount: { minor: '150000' } },
    });
  });

  it('records ended contracts as history that is announced to nobody', async () => {
    const one = await portfolio({
      originalStart: '2022-01-01',
      status: ContractStatus.CONTRACT_STATUS_ENDED,
      endedOn: '2023-03-31',
    });
    expect(await states(one.contractId)).toEqual(['2 CANCELLED']);
    expect(await types(one.customerId)).toEqual(['contract.changed']);
  });

  it('computes tiers from yearly amounts, tenure and override (T-02, T-07)', async () => {
    const name = fresh('customer');
    const [id] = (await take(
      customer(name, { since: '2024-01-01' }),
      contract(fresh('contract'), name, { amount: '9000.00', periodMonths: 2, originalStart: '2024-06-01' }),
    )) as [string];
    expect((await getCustomer(id)).tier).toBe(Tier.TIER_CORE);
    await take(contract(fresh('contract'), name, { amount: '450000.00' }));
    expect((await getCustomer(id)).tier).toBe(Tier.TIER_STRATEGIC);
    await take(customer(name, { tierOverride: Tier.TIER_STANDARD }, 2n));
    expect(await getCustomer(id)).toMatchObject({ tier: Tier.TIER_STANDARD, version: 3 });
  });

  it('carries a change of owner and of team on to contracts and terms', async () => {
    const [ownerName, name, contractName] = [fresh('owner'), fresh('customer'), fresh('contract')];
    const owner = (team: string, version: bigint): Sent => ({
      owner: OwnerRecord.fromJSON({
        source: source(ownerName, version),
        name: 'Grace',
        email: 'grace@sales.example',
        team,
      }),
    });
    const [, customerId, contractId] = (await take(
      owner('North', 1n),
      customer(name, { owner: ownerName }),
      contract(contractName, name),
    )) as [string, string, string];
    const before = await getContract(contractId);
    await take(owner('South', 2n));
    await untilIdle(service);
    const after = await getContract(contractId);
    expect(after.teamId).not.toBe(before.teamId);
    expect(after.teamId).toBe((await getCustomer(customerId)).teamId);
    expect(after.terms[0]?.version).toBe(2);
    await take(customer(name, { owner: '' }, 2n));
    await untilIdle(service);
    expect(await getContract(contractId)).toMatchObject({ ownerId: '', teamId: '', version: 3 });
  });
});

describe('gRPC', () => {
  it('cancels an open term once and re-opens it for a person', async () => {
    const one = await portfolio();
    const termId = await termIdOf(one.contractId, 1);
    const { term } = await unary(contracts, 'cancelTerm', { termId, reason: 'asked by phone' }, 5_000);
    expect(term?.state).toBe(TermState.TERM_STATE_CANCELLED);
    await expect(unary(contracts, 'cancelTerm', { termId, reason: '' }, 5_000)).rejects.toMatchObject({
      code: 'TERM_NOT_OPEN',
    });
    expect((await unary(contracts, 'reopenTerm', { termId, reason: 'changed their mind' }, 5_000)).term?.state).toBe(
      TermState.TERM_STATE_OPEN,
    );
    await expect(unary(contracts, 'reopenTerm', { termId, reason: '' }, 5_000)).rejects.toMatchObject({
      code: 'TERM_NOT_CLOSED',
    });
  });

  it('names the fields of missing, oversized and hostile input', async () => {
    const rule = (field: string, name: string) => ({
      violations: expect.arrayContaining([expect.objectContaining({ field, rule: name })]),
    });
    await expect(unary(contracts, 'getContract', { contractId: "'; drop table term" }, 5_000)).rejects.toMatchObject(
      rule('contract_id', 'not_an_id'),
    );
    await expect(unary(contracts, 'getContract', { contractId: newId() }, 5_000)).rejects.toMatchObject({
      code: 'CONTRACT_NOT_FOUND',
    });
    await expect(unary(customers, 'getCustomer', { customerId: '' }, 5_000)).rejects.toMatchObject(
      rule('customer_id', 'not_an_id'),
    );
    await expect(
      unary(customers, 'listCustomers', { nameContains: 'a\r\nb', pageSize: 0, pageToken: '' }, 5_000),
    ).rejects.toMatchObject(rule('name_contains', 'control_character'));
    await expect(
      unary(customers, 'listCustomers', { nameContains: '', pageSize: 501, pageToken: '' }, 5_000),
    ).rejects.toMatchObject(rule('page_size', 'out_of_range'));
    await expect(
      unary(customers, 'listCustomers', { nameContains: '', pageSize: 1, pageToken: 'eyJ4Ijox' }, 5_000),
    ).rejects.toMatchObject(rule('page_token', 'not_a_token'));
    const many = Array.from({ length: 1_001 }, () => newId() as string);
    await expect(
      unary(
        customers,
        'resolveRecipients',
        {
          recipients: many.map((id) => ({
            addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: id },
            customerId: '',
          })),
          channel: Channel.CHANNEL_EMAIL,
        },
        5_000,
      ),
    ).rejects.toMatchObject(rule('recipients', 'too_many'));
  });

  it('pages terms and restates contracts with the same versions', async () => {
    const [one, other] = [await portfolio(), await portfolio()];
    await told(renewed(one, await termIdOf(one.contractId, 1)));
    const list = (pageToken: string) =>
      unary(
        contracts,
        'listTerms',
        {
          customerId: one.customerId,
          contractId: '',
          state: TermState.TERM_STATE_UNSPECIFIED,
          lastDayFrom: '',
          lastDayTo: '',
          pageSize: 1,
          pageToken,
        },
        5_000,
      );
    const page = await list('');
    expect([page.terms[0]?.number, (await list(page.nextPageToken)).terms[0]?.number]).toEqual([1, 2]);
    for (const kind of ['RESTATE_KIND_CUSTOMERS', 'RESTATE_KIND_CONTRACTS'] as const)
      await unary(contracts, 'restate', { kind: kind as never, afterId: '', pageSize: 500 }, 5_000);
    const again = await database.query<{ type: string }>(
      `select type from outbox where key = $1 and restated order by id`,
      [other.customerId],
    );
    expect(again.map(({ type }) => type)).toEqual(['customer.changed', 'contract.changed', 'contract.expiring']);
  });
});

describe('the calendar', () => {
  it('expires a term at its end, lapses it after its grace, and renews it late with an alert', async () => {
    const one = await portfolio();
    const [first, before] = [await termIdOf(one.contractId, 1), (await types(one.customerId)).length];
    expect((await service.idle()).nextDue).not.toBeNull();
    await walkTo('2024-08-31T21:59:59Z');
    expect(await states(one.contractId)).toEqual(['1 OPEN']);
    await walkTo('2024-08-31T22:00:00Z');
    expect(await states(one.contractId)).toEqual(['1 EXPIRED']);
    await walkTo('2024-09-30T22:00:00Z');
    expect(await states(one.contractId)).toEqual(['1 LAPSED']);
    expect((await types(one.customerId)).slice(before)).toEqual([
      'contract.changed',
      'contract.expired',
      'contract.changed',
      'contract.lapsed',
    ]);
    await told(renewed(one, first));
    expect(await states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect((await events(one.customerId, 'contract.renewed'))[0]?.data).toMatchObject({ late: true });
  });

  it('re-opens a term as expired when its payment is reversed after the end, and leaves an update in the grace unrenewed', async () => {
    const one = await portfolio({ originalStart: '2023-11-01' });
    const [first, paymentId] = [await termIdOf(one.contractId, 1), newId()];
    await told(renewed(one, first, paymentId));
    await walkTo('2024-11-05T00:00:00Z');
    await told(reversed(one, first, paymentId));
    expect(await states(one.contractId)).toEqual(['1 EXPIRED', '2 CANCELLED']);
    await take(contract(one.contractName, one.name, { originalStart: '2023-11-01', seats: 9 }, 2n));
    expect(await states(one.contractId)).toEqual(['1 EXPIRED', '2 CANCELLED']);
    await take(
      contract(
        one.contractName,
        one.name,
        { originalStart: '2023-11-01', status: ContractStatus.CONTRACT_STATUS_CANCELLED, endedOn: '2024-11-05' },
        3n,
      ),
    );
    expect(await states(one.contractId)).toEqual(['1 LAPSED', '2 CANCELLED']);
  });
});
