import { newEvent, type NewEvent } from '@perennial/events/event';
import { newId } from '@perennial/kernel/ids';
import { LineageKind } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { startService } from '@perennial/service/boot/start-service';
import { unary } from '@perennial/service/grpc/client';
import { ContractsScene, renewed, suiteContract, type Portfolio } from '@perennial/testing/system/contracts-scene';
import { untilIdle } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let scene: ContractsScene;

beforeAll(async () => {
  environment = await testEnvironment({ sandboxStart: '2024-08-10T00:00:00Z' });
  scene = new ContractsScene(await startService(contractsService, await environment.of('contracts')));
}, 60_000);
afterAll(async () => {
  scene?.close();
  await scene?.service.stop();
  await environment?.close();
});

const reversed = (
  { customerId, contractId }: Portfolio,
  termId: string,
  paymentId: string,
  undoes: string[],
  minor: bigint | null = 120_000n,
): NewEvent =>
  newEvent('payment.reversed', {
    paymentId,
    termId,
    contractId,
    customerId,
    reason: 'chargeback',
    reversedAt: undefined,
    amount: minor === null ? undefined : { currency: 'EUR', minor },
    undoes,
  });
const openReviews = async (kind: string): Promise<string[]> => {
  const rows = await scene.database.query<{ subject: string }>(
    'select subject_id as subject from review_row where kind = $1 and done_at is null order by noted_at',
    [kind],
  );
  return rows.map(({ subject }) => subject);
};
const IN_GRACE = { originalStart: '2023-08-01', termStart: '2023-08-01', termLastDay: '2024-07-31' };

describe('a term in its grace', () => {
  it('review 11: is announced when it arrives there, with the first day of the grace', async () => {
    const one = await scene.portfolio(IN_GRACE);
    await untilIdle(scene.service);
    expect(await scene.states(one.contractId)).toEqual(['1 EXPIRED']);
    expect(await scene.types(one.customerId)).toEqual([
      'contract.changed',
      'contract.expiring',
      'contract.changed',
      'contract.expired',
    ]);
    const [expired] = await scene.events(one.customerId, 'contract.expired');
    expect(expired?.data).toMatchObject({ term: { state: 'TERM_STATE_EXPIRED', graceFrom: '2024-08-01' } });
  });

  it('review 20: is cancelled by a person, ends for its day, and comes back when that is withdrawn', async () => {
    const one = await scene.portfolio(IN_GRACE);
    await untilIdle(scene.service);
    const termId = await scene.termId(one.contractId, 1);
    const cancel = (lastDay: string) =>
      unary(scene.contracts, 'cancelTerm', { termId, reason: 'asked by phone', lastDay }, 5_000);
    await expect(cancel('2023-07-31')).rejects.toMatchObject({
      violations: [expect.objectContaining({ field: 'last_day', rule: 'end_before_start' })],
    });
    expect((await cancel('2024-07-20')).term).toMatchObject({
      state: TermState.TERM_STATE_LAPSED,
      lastDay: '2024-07-20',
    });
    expect((await scene.events(one.customerId, 'contract.lapsed'))[0]?.data).toMatchObject({
      reason: 'asked by phone',
    });
    await scene.take(suiteContract(one.contractName, one.name, { originalStart: '2023-08-01', amount: '900.00' }, 2n));
    expect(await scene.states(one.contractId)).toEqual(['1 LAPSED']);
    const { term } = await unary(scene.contracts, 'reopenTerm', { termId, reason: 'stays' }, 5_000);
    expect(term).toMatchObject({ state: TermState.TERM_STATE_EXPIRED, lastDay: '2024-07-31' });
  });

  it('R9, K12: stays EXPIRED while it renews by itself, on the list until the source confirms it (R-21)', async () => {
    const more = { originalStart: '2023-08-16', autoRenew: true };
    const [confirmed, silent] = [await scene.portfolio(more), await scene.portfolio(more)];
    const terms = [await scene.termId(confirmed.contractId, 1), await scene.termId(silent.contractId, 1)];
    await scene.walkTo('2024-10-01T00:00:00Z');
    for (const { contractId } of [confirmed, silent]) expect(await scene.states(contractId)).toEqual(['1 EXPIRED']);
    expect(new Set(await openReviews('auto_renewal_unconfirmed'))).toEqual(new Set(terms));
    const next = { ...more, termStart: '2024-08-16', termLastDay: '2025-08-15' };
    await scene.take(suiteContract(confirmed.contractName, confirmed.name, next, 2n));
    expect(await scene.states(confirmed.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect(await openReviews('auto_renewal_unconfirmed')).toEqual([terms[1]]);
    await scene.take(suiteContract(silent.contractName, silent.name, { ...more, autoRenew: false }, 2n));
    await untilIdle(scene.service);
    expect(await scene.states(silent.contractId)).toEqual(['1 LAPSED']);
    expect(await openReviews('auto_renewal_unconfirmed')).toEqual([]);
  });
});

describe('money that is taken back', () => {
  it('M3: undoes the causes that it names and nothing else; an event of 0.2.0 undoes its own', async () => {
    const one = await scene.portfolio({ originalStart: '2024-01-01' });
    const [termId, paymentId] = [await scene.termId(one.contractId, 1), newId()];
    const paid = renewed(one, termId, paymentId);
    await scene.tell({ ...paid, payload: { ...paid.payload, cause: `payment:${paymentId}:2` } } as NewEvent);
    const [fact] = await scene.events(one.customerId, 'contract.renewed');
    expect(fact?.data).toMatchObject({ cause: `payment:${paymentId}:2` });
    await scene.tell(reversed(one, termId, paymentId, [], 3_500n));
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    await scene.tell(reversed(one, termId, paymentId, [`payment:${paymentId}:2`]));
    expect(await scene.states(one.contractId)).toEqual(['1 OPEN', '2 CANCELLED']);
    const old = newId();
    const bare = renewed(one, termId, old);
    await scene.tell({ ...bare, payload: { ...bare.payload, cause: '' } } as NewEvent);
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    await scene.tell(reversed(one, termId, old, [], null));
    expect(await scene.states(one.contractId)).toEqual(['1 OPEN', '2 CANCELLED']);
  });

  it('T14, T15: is a debt where a later term stands by itself; else one live term, its grace from that day', async () => {
    const one = await scene.portfolio({ originalStart: '2024-09-10', periodMonths: 1 });
    const [first, a, b] = [await scene.termId(one.contractId, 1), newId(), newId()];
    await scene.tell(renewed(one, first, a));
    const second = await scene.termId(one.contractId, 2);
    const { terms } = await scene.contract(one.contractId);
    expect(terms[1]?.lineage).toEqual([{ fromTermId: first, kind: LineageKind.LINEAGE_KIND_RENEWAL }]);
    await scene.walkTo('2024-11-12T00:00:00Z');
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 EXPIRED']);
    await scene.tell(reversed(one, first, a, [`payment:${a}`]));
    expect(await scene.states(one.contractId)).toEqual(['1 EXPIRED', '2 CANCELLED']);
    const [back] = (await scene.events(one.customerId, 'contract.reopened')).slice(-1);
    expect(back?.data).toMatchObject({ term: { graceFrom: '2024-11-12' }, undoes: [`payment:${a}`] });
    await scene.tell(renewed(one, first, b));
    await scene.tell(renewed(one, second, newId()));
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 RENEWED', '3 OPEN']);
    const before = await scene.types(one.customerId);
    await scene.tell(reversed(one, first, b, [`payment:${b}`]));
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 RENEWED', '3 OPEN']);
    expect([await scene.types(one.customerId), await openReviews('debt')]).toEqual([before, [first]]);
  });
});
