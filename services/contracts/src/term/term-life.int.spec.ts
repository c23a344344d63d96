import { newId } from '@perennial/kernel/ids';
import { ContractStatus } from '@perennial/proto/gen/perennial/types/v1/types';
import { startService } from '@perennial/service/boot/start-service';
import { ContractsScene, renewed, reversed, suiteContract } from '@perennial/testing/system/contracts-scene';
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

describe('the main path', () => {
  it('imports, announces once, renews on payment and opens the next term (T-07, D-11)', async () => {
    const one = await scene.portfolio();
    await untilIdle(scene.service);
    expect(await scene.types(one.customerId)).toEqual(['contract.changed', 'contract.expiring']);
    const first = await scene.termId(one.contractId, 1);
    const paymentId = newId();
    await scene.tell(renewed(one, first, paymentId));
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect(await scene.types(one.customerId)).toEqual([
      'contract.changed',
      'contract.expiring',
      'contract.changed',
      'contract.renewed',
    ]);
    const [fact] = await scene.events(one.customerId, 'contract.renewed');
    expect(fact?.data).toMatchObject({
      cause: `payment:${paymentId}`,
      term: { termId: first, state: 'TERM_STATE_RENEWED', version: 2 },
      nextTerm: { number: 2, start: '2024-09-01', lastDay: '2025-08-31' },
    });
  });
});

describe('payments', () => {
  it('re-opens a term whose payment is reversed and voids the next; a new payment brings that back (next-term-lives)', async () => {
    const one = await scene.portfolio();
    const [first, firstPayment, secondPayment] = [await scene.termId(one.contractId, 1), newId(), newId()];
    await scene.tell(renewed(one, first, firstPayment));
    const before = (await scene.types(one.customerId)).length;
    await scene.tell(reversed(one, first, firstPayment));
    expect(await scene.states(one.contractId)).toEqual(['1 OPEN', '2 CANCELLED']);
    expect((await scene.types(one.customerId)).slice(before)).toEqual([
      'contract.changed',
      'contract.cancelled',
      'contract.reopened',
    ]);
    expect((await scene.events(one.customerId, 'contract.reopened'))[0]?.data).toMatchObject({
      undoes: [`payment:${firstPayment}`],
      term: { state: 'TERM_STATE_OPEN', version: 3 },
    });
    expect((await scene.events(one.customerId, 'contract.cancelled'))[0]?.data).toMatchObject({
      cause: 'contract:2',
      term: { number: 2, version: 2 },
    });

    await scene.tell(renewed(one, first, firstPayment));
    expect(await scene.states(one.contractId)).toEqual(['1 OPEN', '2 CANCELLED']);

    await scene.tell(renewed(one, first, secondPayment));
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect((await scene.events(one.customerId, 'contract.reopened'))[1]?.data).toMatchObject({
      undoes: ['contract:2'],
      term: { number: 2, state: 'TERM_STATE_OPEN' },
    });
  });

  it('keeps a term renewed while another payment holds, and lets a payment that was reversed first close nothing', async () => {
    const one = await scene.portfolio();
    const [first, a, b] = [await scene.termId(one.contractId, 1), newId(), newId()];
    await scene.tell(renewed(one, first, a));
    await scene.tell(renewed(one, first, b));
    await scene.tell(reversed(one, first, a));
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    const other = await scene.portfolio();
    const [term, late] = [await scene.termId(other.contractId, 1), newId()];
    await scene.tell(reversed(other, term, late), renewed(other, term, late));
    expect(await scene.states(other.contractId)).toEqual(['1 OPEN']);
  });

  it('sets a payment for an unknown term aside as a dead letter', async () => {
    const one = await scene.portfolio();
    const unknown = newId();
    await scene.tell(renewed(one, unknown));
    const [letter] = await scene.database.query<{ data: string }>(
      `select data from outbox where topic = 'perennial.dlq.contracts' and subject = $1`,
      [unknown],
    );
    expect(JSON.parse(letter?.data ?? '{}')).toMatchObject({
      group: 'contracts',
      reason: expect.stringContaining(unknown),
    });
  });
});

describe('the calendar', () => {
  it('expires a term at its end, lapses it after its grace, and renews it late with an alert', async () => {
    const one = await scene.portfolio();
    const [first, before] = [await scene.termId(one.contractId, 1), (await scene.types(one.customerId)).length];
    expect((await scene.service.idle()).nextDue).not.toBeNull();
    await scene.walkTo('2024-08-31T21:59:59Z');
    expect(await scene.states(one.contractId)).toEqual(['1 OPEN']);
    await scene.walkTo('2024-08-31T22:00:00Z');
    expect(await scene.states(one.contractId)).toEqual(['1 EXPIRED']);
    await scene.walkTo('2024-09-30T22:00:00Z');
    expect(await scene.states(one.contractId)).toEqual(['1 LAPSED']);
    expect((await scene.types(one.customerId)).slice(before)).toEqual([
      'contract.changed',
      'contract.expired',
      'contract.changed',
      'contract.lapsed',
    ]);
    await scene.tell(renewed(one, first));
    expect(await scene.states(one.contractId)).toEqual(['1 RENEWED', '2 OPEN']);
    expect((await scene.events(one.customerId, 'contract.renewed'))[0]?.data).toMatchObject({ late: true });
  });

  it('re-opens a term as expired when its payment is reversed after the end, and leaves an update in the grace unrenewed', async () => {
    const one = await scene.portfolio({ originalStart: '2023-11-01' });
    const [first, paymentId] = [await scene.termId(one.contractId, 1), newId()];
    await scene.tell(renewed(one, first, paymentId));
    await scene.walkTo('2024-11-05T00:00:00Z');
    await scene.tell(reversed(one, first, paymentId));
    expect(await scene.states(one.contractId)).toEqual(['1 EXPIRED', '2 CANCELLED']);
    await scene.take(suiteContract(one.contractName, one.name, { originalStart: '2023-11-01', seats: 9 }, 2n));
    expect(await scene.states(one.contractId)).toEqual(['1 EXPIRED', '2 CANCELLED']);
    await scene.take(
      suiteContract(
        one.contractName,
        one.name,
        { originalStart: '2023-11-01', status: ContractStatus.CONTRACT_STATUS_CANCELLED, endedOn: '2024-11-05' },
        3n,
      ),
    );
    expect(await scene.states(one.contractId)).toEqual(['1 LAPSED', '2 CANCELLED']);
  });
});

describe('a term whose row cannot be written', () => {
  it('is set aside with its reason, the others go on, and a newer record has it tried again', async () => {
    const [bad, good] = [await scene.portfolio(), await scene.portfolio()];
    await scene.database.execute(
      `create function refuse() returns trigger language plpgsql as
         'begin raise exception using message = ''no'', errcode = ''23514''; end';
       create trigger refuse before update on term for each row
         when (old.contract_id = '${bad.contractId}' and new.state = 'EXPIRED') execute function refuse()`,
    );
    await scene.walkTo('2025-12-31T12:00:00Z');
    expect(await scene.states(good.contractId)).toEqual(['2 LAPSED']);
    expect(await scene.states(bad.contractId)).toEqual(['2 OPEN']);
    const aside = () =>
      scene.database.query('select set_aside_reason as reason from term where contract_id = $1', [bad.contractId]);
    expect(await aside()).toEqual([{ reason: 'error: no' }]);
    const longer = { termStart: '2024-09-01', termLastDay: '2026-06-30' };
    await scene.take(suiteContract(bad.contractName, bad.name, longer, 2n));
    expect(await aside()).toEqual([{ reason: null }]);
  });
});
