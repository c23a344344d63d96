import { ContractServiceService, HoldServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { HoldRecord, OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { RestateKind } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { HoldScope } from '@perennial/proto/gen/perennial/types/v1/types';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { ContractsScene, source, type Portfolio } from '@perennial/testing/system/contracts-scene';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let scene: ContractsScene;
let holds: Peer<typeof HoldServiceService>;
let contracts: Peer<typeof ContractServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  scene = new ContractsScene(await startService(contractsService, await environment.of('contracts')));
  holds = grpcClient(HoldServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  contracts = grpcClient(ContractServiceService, `127.0.0.1:${scene.service.grpcPort}`);
}, 60_000);
afterAll(async () => {
  holds?.close();
  contracts?.close();
  scene?.close();
  await scene?.service.stop();
  await environment?.close();
});

const place = async (scope: HoldScope, subjectId: string, until: string, ownerId = '') => {
  const request = { scope, subjectId, reason: 'invoice in dispute', ownerId, until };
  return (await unary(holds, 'placeHold', request, 5_000)).hold;
};
const end = async (holdId: string) => (await unary(holds, 'endHold', { holdId, reason: 'settled' }, 5_000)).hold;
const list = async (customerId: string, includeEnded = false) =>
  (await unary(holds, 'listHolds', { customerId, includeEnded, pageSize: 0, pageToken: '' }, 5_000)).holds;
const { HOLD_SCOPE_CUSTOMER, HOLD_SCOPE_CONTRACT, HOLD_SCOPE_TERM } = HoldScope;

interface Told {
  readonly customer?: { readonly version: number; readonly holds?: readonly { readonly until: string }[] };
  readonly contract?: { readonly version: number; readonly holds?: readonly { readonly until: string }[] };
  readonly terms?: readonly { readonly holds?: readonly { readonly until: string }[] }[];
}
const told = async ({ customerId }: Pick<Portfolio, 'customerId'>, type: string): Promise<Told> =>
  (await scene.events(customerId, type)).at(-1)?.data as Told;
const days = (held: { readonly holds?: readonly { readonly until: string }[] } | undefined): string[] =>
  (held?.holds ?? []).map(({ until }) => until);
const record = (id: string, more: object, version = 1n) => ({
  hold: HoldRecord.fromJSON({ source: source(id, version), reason: 'in talks', until: '2024-07-20', ...more }),
});

describe('holds (review 20, P-09)', () => {
  it('stand on a customer, a contract or a term, travel in its snapshot, and end by hand once', async () => {
    const one = await scene.portfolio();
    const term = await scene.termId(one.contractId, 1);
    for (const [scope, id, type] of [
      [HOLD_SCOPE_CUSTOMER, one.customerId, 'customer.changed'],
      [HOLD_SCOPE_CONTRACT, one.contractId, 'contract.changed'],
      [HOLD_SCOPE_TERM, term, 'contract.changed'],
    ] as const) {
      const hold = await place(scope, id, '2024-08-15');
      expect(hold).toMatchObject({ scope, subjectId: id, customerId: one.customerId, until: '2024-08-15', version: 1 });
      const standing = await told(one, type);
      const on = [standing.customer, standing.contract, standing.terms?.[0]];
      expect(on.flatMap(days)).toEqual(['2024-08-15']);
      await expect(place(scope, id, '2024-08-20')).rejects.toMatchObject({ code: 'HOLD_EXISTS' });
      expect((await list(one.customerId)).map(({ holdId }) => holdId)).toEqual([hold?.holdId]);
      const ended = await end(hold?.holdId ?? '');
      expect(ended).toMatchObject({ version: 2, endedAt: expect.any(String) });
      expect(await end(hold?.holdId ?? '')).toEqual(ended);
      const gone = await told(one, type);
      expect([gone.customer, gone.contract, gone.terms?.[0]].flatMap(days)).toEqual([]);
    }
    expect(await list(one.customerId)).toEqual([]);
    expect(await list(one.customerId, true)).toHaveLength(3);
  });

  it('are refused by field, and on what is not there', async () => {
    const one = await scene.portfolio();
    const refused = (promise: Promise<unknown>) =>
      promise.then(
        () => [],
        (error: { code: string; violations: { field: string; rule: string }[] }) => [
          error.code,
          ...error.violations.map(({ field, rule }) => `${field} ${rule}`),
        ],
      );
    expect(await refused(place(HOLD_SCOPE_CUSTOMER, one.customerId, '2024-06-30', one.contractId))).toEqual([
      'INVALID_REQUEST',
      'until out_of_range',
      'owner_id unknown_owner',
    ]);
    expect(await refused(place(HOLD_SCOPE_CUSTOMER, one.customerId, ''))).toEqual([
      'INVALID_REQUEST',
      'until required',
    ]);
    expect(await refused(place(HOLD_SCOPE_TERM, one.contractId, '2024-08-01'))).toEqual(['TERM_NOT_FOUND']);
    expect(await refused(place(HOLD_SCOPE_CONTRACT, one.customerId, '2024-08-01'))).toEqual(['CONTRACT_NOT_FOUND']);
    expect(await refused(end(one.customerId))).toEqual(['HOLD_NOT_FOUND']);
  });

  it('come as records of the ERP: placed, prolonged, taken off, and one on each thing', async () => {
    const one = await scene.portfolio();
    const [owner, onCustomer, onContract] = [scene.fresh('owner'), scene.fresh('hold'), scene.fresh('hold')];
    const ann = OwnerRecord.fromJSON({ source: source(owner), name: 'Ann', team: 'North', email: 'ann@own.example' });
    const [ownerId, id] = (await scene.take(
      { owner: ann },
      record(onCustomer, { customer: one.name, owner }),
      record(onContract, { contract: one.contractName, until: '2024-07-25' }),
    )) as [string, string];
    const byScope = (await list(one.customerId)).sort((a, b) => b.scope.localeCompare(a.scope));
    expect(byScope).toMatchObject([
      { scope: HOLD_SCOPE_CUSTOMER, ownerId, source: { id: onCustomer } },
      { scope: HOLD_SCOPE_CONTRACT, subjectId: one.contractId, until: '2024-07-25' },
    ]);
    expect(days((await told(one, 'customer.changed')).customer)).toEqual(['2024-07-20']);
    expect(days((await told(one, 'contract.changed')).contract)).toEqual(['2024-07-25']);

    await scene.take(record(onCustomer, { customer: one.name, until: '2024-09-01' }, 2n));
    expect(days((await told(one, 'customer.changed')).customer)).toEqual(['2024-09-01']);
    const faults = (
      await scene.edges.sync([
        record(scene.fresh('hold'), { customer: one.name }),
        record(scene.fresh('hold'), { customer: one.name, contract: one.contractName }),
        record(scene.fresh('hold'), { contract: 'nobody' }),
        record(scene.fresh('hold'), { customer: one.name, owner: 'nobody', ended: true }),
        record(onCustomer, { contract: one.contractName }, 3n),
      ])
    ).map(({ violations }) => violations.map(({ field, rule }) => `${field} ${rule}`).join());
    expect(faults).toEqual([
      'customer hold_exists',
      'customer one_of',
      'contract unknown_contract',
      'owner unknown_owner',
      'contract immutable',
    ]);
    await scene.take(record(onCustomer, { customer: one.name, ended: true }, 4n));
    expect(days((await told(one, 'customer.changed')).customer)).toEqual([]);
    expect((await list(one.customerId, true)).find(({ holdId }) => holdId === id)?.endedAt).toBeDefined();
  });

  it('are told again by Restate', async () => {
    const one = await scene.portfolio();
    await place(HOLD_SCOPE_CONTRACT, one.contractId, '2024-09-09');
    let afterId = '';
    do
      afterId = (
        await unary(contracts, 'restate', { kind: RestateKind.RESTATE_KIND_CONTRACTS, afterId, pageSize: 100 }, 5_000)
      ).nextAfterId;
    while (afterId !== '');
    expect(days((await told(one, 'contract.changed')).contract)).toEqual(['2024-09-09']);
  });

  // Last: it walks the clock.
  it('R8: ends by date at the end of its last day in the zone, and the grace runs from then', async () => {
    const [held, freed, other] = [await scene.portfolio(), await scene.portfolio(), await scene.portfolio()];
    const state = async ({ contractId }: Portfolio) => (await scene.states(contractId)).join();
    await place(HOLD_SCOPE_CUSTOMER, held.customerId, '2024-09-15');
    const early = await place(HOLD_SCOPE_CONTRACT, freed.contractId, '2024-12-31');
    await scene.walkTo('2024-09-10T22:00:00Z');
    await end(early?.holdId ?? '');
    expect([await state(held), await state(freed)]).toEqual(['1 EXPIRED', '1 EXPIRED']);
    await scene.walkTo('2024-09-15T21:59:00Z');
    expect(await list(held.customerId)).toHaveLength(1);
    await scene.walkTo('2024-09-15T22:00:00Z');
    expect(days((await told(held, 'customer.changed')).customer)).toEqual([]);
    expect((await list(held.customerId, true))[0]?.endedAt).toBe('2024-09-15T22:00:00.000Z');
    // Without a hold the grace of a term that ended on 31 August is over on 1 October.
    await scene.walkTo('2024-10-01T00:00:00Z');
    expect([await state(held), await state(freed), await state(other)]).toEqual(['1 EXPIRED', '1 EXPIRED', '1 LAPSED']);
    await scene.walkTo('2024-10-10T21:59:00Z');
    expect(await state(freed)).toBe('1 EXPIRED');
    await scene.walkTo('2024-10-10T22:01:00Z');
    expect([await state(held), await state(freed)]).toEqual(['1 EXPIRED', '1 LAPSED']);
    await scene.walkTo('2024-10-15T22:01:00Z');
    expect(await state(held)).toBe('1 LAPSED');
  });
});
