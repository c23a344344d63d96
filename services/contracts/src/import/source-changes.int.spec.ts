import { LineageKind } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { OwnerRecord, SyncStatus } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractStatus, Tier } from '@perennial/proto/gen/perennial/types/v1/types';
import { startService } from '@perennial/service/boot/start-service';
import { ContractsScene, germanCustomer, source, suiteContract } from '@perennial/testing/system/contracts-scene';
import type { ErpRecord } from '@perennial/testing/system/edges';
import { untilIdle } from '@perennial/testing/system/tell-service';
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

describe('changes by the source', () => {
  it('re-plans a date moved back and forth, announcing the term once (in-order)', async () => {
    const one = await scene.portfolio({ termStart: '2023-09-01', termLastDay: '2024-08-31' });
    const moved = (lastDay: string, version: bigint) =>
      suiteContract(one.contractName, one.name, { termStart: '2023-09-01', termLastDay: lastDay }, version);
    await scene.take(moved('2024-10-15', 2n), moved('2024-08-31', 3n));
    const stale = await scene.edges.sync([moved('2024-12-31', 2n)]);
    expect(stale[0]?.status).toBe(SyncStatus.SYNC_STATUS_STALE);
    const changed = await scene.events(one.customerId, 'contract.changed');
    expect(
      changed.map(({ data }) =>
        (data['terms'] as { lastDay: string; version: number }[]).map(({ lastDay, version }) => [lastDay, version]),
      ),
    ).toEqual([[['2024-08-31', 1]], [['2024-10-15', 2]], [['2024-08-31', 3]]]);
    expect(await scene.types(one.customerId, 'contract.expiring')).toHaveLength(1);
  });

  it('withdraws a cancellation: the term re-opens and every cause of the source is undone', async () => {
    const one = await scene.portfolio();
    await scene.take(
      suiteContract(
        one.contractName,
        one.name,
        { status: ContractStatus.CONTRACT_STATUS_CANCELLED, endedOn: '2024-07-01' },
        2n,
      ),
    );
    expect(await scene.states(one.contractId)).toEqual(['1 CANCELLED']);
    await scene.take(suiteContract(one.contractName, one.name, {}, 3n));
    expect(await scene.states(one.contractId)).toEqual(['1 OPEN']);
    expect((await scene.types(one.customerId)).slice(2)).toEqual([
      'contract.changed',
      'contract.cancelled',
      'contract.changed',
      'contract.reopened',
    ]);
    expect((await scene.events(one.customerId, 'contract.reopened'))[0]?.data).toMatchObject({
      undoes: ['contract:2'],
    });
  });

  it('keeps out of which contract one was split and into which it was merged (R-21)', async () => {
    const one = await scene.portfolio();
    const part = `${one.contractName}-part`;
    const [partId = ''] = await scene.take(
      suiteContract(part, one.name, { splitFrom: one.contractName, originalStart: '2024-03-01' }),
    );
    const first = await scene.termId(one.contractId, 1);
    const lineage = async (contractId: string) => (await scene.contract(contractId)).terms.map((term) => term.lineage);
    expect(await lineage(partId)).toEqual([[{ fromTermId: first, kind: LineageKind.LINEAGE_KIND_SPLIT }]]);
    const ended = { status: ContractStatus.CONTRACT_STATUS_ENDED, endedOn: '2024-07-01', mergedInto: one.contractName };
    // Said again by every export, and once of a contract that nobody knows.
    await scene.take(suiteContract(part, one.name, ended, 2n), suiteContract(part, one.name, ended, 3n));
    const from = await scene.termId(partId, 1);
    expect(await lineage(one.contractId)).toEqual([[{ fromTermId: from, kind: LineageKind.LINEAGE_KIND_MERGE }]]);
    const [unknown] = await scene.edges.sync([
      suiteContract(part, one.name, { ...ended, mergedInto: 'unheard of' }, 4n),
    ]);
    expect(unknown).toMatchObject({
      status: SyncStatus.SYNC_STATUS_TAKEN,
      notes: [{ field: 'merged_into', rule: 'unknown_contract' }],
    });
  });

  it('takes a later term of the source as the renewal of the one before', async () => {
    const one = await scene.portfolio();
    await scene.take(
      suiteContract(
        one.contractName,
        one.name,
        { termStart: '2024-09-01', termLastDay: '2025-08-31', amount: '1500.00' },
        2n,
      ),
    );
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect((await scene.events(one.customerId, 'contract.renewed'))[0]?.data).toMatchObject({
      cause: 'contract:2',
      nextTerm: { amount: { minor: '150000' } },
    });
  });

  it('records ended contracts as history that is announced to nobody', async () => {
    const one = await scene.portfolio({
      originalStart: '2022-01-01',
      status: ContractStatus.CONTRACT_STATUS_ENDED,
      endedOn: '2023-03-31',
    });
    expect(await scene.states(one.contractId)).toEqual(['2 CANCELLED']);
    expect(await scene.types(one.customerId)).toEqual(['contract.changed']);
  });

  it('computes tiers from yearly amounts, tenure and override (T-02, T-07)', async () => {
    const name = scene.fresh('customer');
    const [id] = (await scene.take(
      germanCustomer(name, { since: '2024-01-01' }),
      suiteContract(scene.fresh('contract'), name, { amount: '9000.00', periodMonths: 2, originalStart: '2024-06-01' }),
    )) as [string];
    expect((await scene.customer(id)).tier).toBe(Tier.TIER_CORE);
    await scene.take(suiteContract(scene.fresh('contract'), name, { amount: '450000.00' }));
    expect((await scene.customer(id)).tier).toBe(Tier.TIER_STRATEGIC);
    await scene.take(germanCustomer(name, { tierOverride: Tier.TIER_STANDARD }, 2n));
    expect(await scene.customer(id)).toMatchObject({ tier: Tier.TIER_STANDARD, version: 3 });
  });

  it('carries a change of owner and of team on to contracts and terms', async () => {
    const [ownerName, name, contractName] = [scene.fresh('owner'), scene.fresh('customer'), scene.fresh('contract')];
    const owner = (team: string, version: bigint): ErpRecord => ({
      owner: OwnerRecord.fromJSON({
        source: source(ownerName, version),
        name: 'Grace',
        email: 'grace@sales.example',
        team,
      }),
    });
    const [, customerId, contractId] = (await scene.take(
      owner('North', 1n),
      germanCustomer(name, { owner: ownerName }),
      suiteContract(contractName, name),
    )) as [string, string, string];
    const before = await scene.contract(contractId);
    await scene.take(owner('South', 2n));
    await untilIdle(scene.service);
    const after = await scene.contract(contractId);
    expect(after.teamId).not.toBe(before.teamId);
    expect(after.teamId).toBe((await scene.customer(customerId)).teamId);
    expect(after.terms[0]?.version).toBe(2);
    await scene.take(germanCustomer(name, { owner: '' }, 2n));
    await untilIdle(scene.service);
    expect(await scene.contract(contractId)).toMatchObject({ ownerId: '', teamId: '', version: 3 });
  });
});
