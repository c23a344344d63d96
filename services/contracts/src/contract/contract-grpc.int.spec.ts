import { newId } from '@perennial/kernel/ids';
import { AddresseeKind, Channel, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { startService } from '@perennial/service/boot/start-service';
import { unary } from '@perennial/service/grpc/client';
import { ContractsScene, renewed } from '@perennial/testing/system/contracts-scene';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let scene: ContractsScene;

beforeAll(async () => {
  environment = await testEnvironment({ sandboxStart: '2024-07-01T00:00:00Z' });
  scene = new ContractsScene(await startService(contractsService, await environment.of('contracts')));
}, 60_000);
afterAll(async () => {
  scene?.close();
  await scene?.service.stop();
  await environment?.close();
});

describe('gRPC', () => {
  it('cancels an open term once and re-opens it for a person', async () => {
    const one = await scene.portfolio();
    const termId = await scene.termId(one.contractId, 1);
    const { term } = await unary(
      scene.contracts,
      'cancelTerm',
      { termId, reason: 'asked by phone', lastDay: '' },
      5_000,
    );
    expect(term?.state).toBe(TermState.TERM_STATE_CANCELLED);
    await expect(
      unary(scene.contracts, 'cancelTerm', { termId, reason: '', lastDay: '' }, 5_000),
    ).rejects.toMatchObject({
      code: 'TERM_NOT_OPEN',
    });
    expect(
      (await unary(scene.contracts, 'reopenTerm', { termId, reason: 'changed their mind' }, 5_000)).term?.state,
    ).toBe(TermState.TERM_STATE_OPEN);
    await expect(unary(scene.contracts, 'reopenTerm', { termId, reason: '' }, 5_000)).rejects.toMatchObject({
      code: 'TERM_NOT_CLOSED',
    });
  });

  it('names the fields of missing, oversized and hostile input', async () => {
    const rule = (field: string, name: string) => ({
      violations: expect.arrayContaining([expect.objectContaining({ field, rule: name })]),
    });
    await expect(
      unary(scene.contracts, 'getContract', { contractId: "'; drop table term" }, 5_000),
    ).rejects.toMatchObject(rule('contract_id', 'not_an_id'));
    await expect(unary(scene.contracts, 'getContract', { contractId: newId() }, 5_000)).rejects.toMatchObject({
      code: 'CONTRACT_NOT_FOUND',
    });
    await expect(unary(scene.customers, 'getCustomer', { customerId: '' }, 5_000)).rejects.toMatchObject(
      rule('customer_id', 'required'),
    );
    await expect(
      unary(
        scene.customers,
        'listCustomers',
        { nameContains: 'a\r\nb', pageSize: 0, pageToken: '', customerIds: [], incomplete: false },
        5_000,
      ),
    ).rejects.toMatchObject(rule('name_contains', 'control_character'));
    await expect(
      unary(
        scene.customers,
        'listCustomers',
        { nameContains: '', pageSize: 501, pageToken: '', customerIds: [], incomplete: false },
        5_000,
      ),
    ).rejects.toMatchObject(rule('page_size', 'out_of_range'));
    await expect(
      unary(
        scene.customers,
        'listCustomers',
        { nameContains: '', pageSize: 1, pageToken: 'eyJ4Ijox', customerIds: [], incomplete: false },
        5_000,
      ),
    ).rejects.toMatchObject(rule('page_token', 'not_a_token'));
    const many = Array.from({ length: 1_001 }, () => newId() as string);
    await expect(
      unary(
        scene.customers,
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

  it('lists what is asked for by id, and no more ids than a page has rows', async () => {
    const [one, other] = [await scene.portfolio(), await scene.portfolio()];
    await scene.portfolio();
    const page = { pageSize: 0, pageToken: '', incomplete: false };
    const customerIds = [other.customerId, one.customerId];
    const { customers } = await unary(
      scene.customers,
      'listCustomers',
      { ...page, nameContains: '', customerIds },
      5_000,
    );
    expect(customers.map(({ customerId }) => customerId)).toEqual([...customerIds].sort());
    const contractIds = [one.contractId, newId()];
    const { contracts } = await unary(
      scene.contracts,
      'listContracts',
      { ...page, customerId: '', contractIds },
      5_000,
    );
    expect(contracts.map(({ contractId }) => contractId)).toEqual([one.contractId]);
    const termIds = [await scene.termId(other.contractId, 1)];
    const anyTerm = { customerId: '', contractId: '', state: TermState.TERM_STATE_UNSPECIFIED, lastDayFrom: '' };
    const { terms } = await unary(
      scene.contracts,
      'listTerms',
      { pageSize: 0, pageToken: '', ...anyTerm, lastDayTo: '', termIds },
      5_000,
    );
    expect(terms.map(({ termId }) => termId)).toEqual(termIds);
    const many = Array.from({ length: 501 }, () => newId() as string);
    await expect(
      unary(scene.contracts, 'listContracts', { ...page, customerId: '', contractIds: many }, 5_000),
    ).rejects.toMatchObject({ violations: [expect.objectContaining({ field: 'contract_ids', rule: 'too_many' })] });
  });

  it('pages terms and restates contracts with the same versions', async () => {
    const [one, other] = [await scene.portfolio(), await scene.portfolio()];
    await scene.tell(renewed(one, await scene.termId(one.contractId, 1)));
    const list = (pageToken: string) =>
      unary(
        scene.contracts,
        'listTerms',
        {
          customerId: one.customerId,
          contractId: '',
          termIds: [],
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
      await unary(scene.contracts, 'restate', { kind: kind as never, afterId: '', pageSize: 500 }, 5_000);
    const again = await scene.database.query<{ type: string }>(
      `select type from outbox where key = $1 and restated order by id`,
      [other.customerId],
    );
    expect(again.map(({ type }) => type)).toEqual(['customer.changed', 'contract.changed', 'contract.expiring']);
  });
});
