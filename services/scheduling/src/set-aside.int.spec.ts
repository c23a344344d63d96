import { PolicyServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import { newEvent } from '@perennial/events/event';
import { sampleContract, sampleCustomer, sampleOpened, sampleTerm } from '../test/sample-events.js';
import { schedulingService } from './service.js';

let scene: ServiceScene;

beforeAll(async () => {
  scene = await ServiceScene.start(schedulingService);
}, 60_000);
afterAll(() => scene?.close(), 30_000);

const states = async (termId: string): Promise<string[]> =>
  (
    await scene.service.database.query<{ row: string }>(
      `select concat_ws(' ', step, state, policy, policy_version) as row from reminder
       where term_id = $1 order by node desc, occurrence`,
      [termId],
    )
  ).map(({ row }) => row);
const setAside = (termId: string) =>
  scene.service.database.query<{ reason: string | null }>(
    'select set_aside_reason as reason from term where term_id = $1',
    [termId],
  );
const execute = (text: string, values: readonly unknown[]) => scene.service.database.execute(text, values);

test('a term that cannot be planned is set aside with its reason, and news of it brings it back', async () => {
  const [bad, good] = [sampleOpened('bad-zone'), sampleOpened('good-zone')];
  await scene.feed(...bad.events, ...good.events);
  const ids = [bad.term.termId, good.term.termId];
  await execute(`update term set zone = 'Nowhere/Land' where term_id = $1`, [bad.term.termId]);
  await execute(`update reminder set state = 'SUPERSEDED', waiting = false where term_id = any($1)`, [ids]);
  await execute(`update term set plan_due = true where term_id = any($1)`, [ids]);
  await scene.untilIdle();
  expect(await setAside(bad.term.termId)).toEqual([
    { reason: expect.stringMatching(/^BAD_TERM: .*Nowhere/) as string },
  ]);
  expect((await states(good.term.termId)).filter((row) => row.includes(' PLANNED '))).toHaveLength(5);
  expect((await states(bad.term.termId)).filter((row) => row.includes(' PLANNED '))).toEqual([]);
  expect(await scene.metric('perennial_due_work_set_aside_total')).toBe(1);

  const { contract, term } = bad;
  await scene.feed(newEvent('contract.changed', { contract, terms: [{ ...term, version: 2 }] }));
  expect(await setAside(term.termId)).toEqual([{ reason: null }]);
  expect((await states(term.termId)).filter((row) => row.includes(' PLANNED '))).toHaveLength(5);
});

test('a reminder that cannot be released holds up neither its recipient nor anybody else', async () => {
  const zone = 'Europe/London';
  const contracts = ['one', 'two'].map((name) =>
    sampleContract(`held-${name}`, 'held', { originalStart: '2023-12-01' }),
  );
  const terms = contracts.map((contract) => sampleTerm(contract, 1, { zone }));
  const [bad, good] = terms.map(({ termId }) => termId) as [string, string];
  await scene.feed(
    newEvent('customer.changed', { customer: sampleCustomer('held', { zone }) }),
    ...contracts.map((contract, i) => newEvent('contract.expiring', { contract, term: terms[i] })),
  );
  await execute(`update reminder set zone = 'Nowhere/Land' where term_id = $1`, [bad]);
  // T-60 of 2024-11-30 is Tuesday 2024-10-01.
  await scene.at('2024-10-01T08:00:00Z');
  expect((await states(good))[0]).toBe('T-60/first-notice RELEASED standard 1');
  expect((await states(bad))[0]).toBe('T-60/first-notice PLANNED standard 1');
  expect(await setAside(bad)).toEqual([{ reason: expect.stringMatching(/^BAD_TERM: .*Nowhere/) as string }]);
});

test('a policy that a newer version saved: its last good version stays, others go on, the alarm stands at 1', async () => {
  const newer = (name: string, version: number, priority: number) =>
    execute(
      `insert into policy (name, version, document, compiled, active, saved_at, marked)
       select $1, $2, document, compiled || $3::jsonb, true, saved_at, true from policy where name = 'standard'
       and version = 1`,
      [name, version, JSON.stringify({ policy: name, priority, select: 'healthScore < 40' })],
    );
  await execute(`update policy set active = false where name = 'standard'`, []);
  await newer('standard', 2, 50);
  const { term, events } = sampleOpened('newer-policy', { originalStart: '2024-01-15' });
  await scene.feed(...events);
  expect((await states(term.termId))[0]).toBe('T-60/first-notice PLANNED standard 1');
  expect(await scene.metric('perennial_policies_not_understood')).toBe(1);
  // One that never compiled here is left out.
  await newer('healthy', 1, 1);
  const other = sampleOpened('other-policy', { originalStart: '2024-01-16' });
  await scene.feed(...other.events);
  expect((await states(other.term.termId))[0]).toBe('T-60/first-notice PLANNED standard 1');
  expect(await scene.metric('perennial_policies_not_understood')).toBe(2);
  await execute(`delete from policy where name = 'healthy' or (name = 'standard' and version = 2)`, []);
  await execute(`update policy set active = true where name = 'standard'`, []);
});

test('a policy whose condition fails at a term selects nothing there, is counted, and the next one is taken', async () => {
  const peer = grpcClient(PolicyServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  const document = `policy: divides
priority: 1
select: 100 / (seats - 10) > 0
steps:
  - { node: T-30, purpose: reminder, template: reminder }
`;
  await unary(peer, 'savePolicy', { document }, 5_000).finally(() => peer.close());
  await scene.untilIdle();
  const failed = await scene.metric('perennial_policies_failed_total');
  const contract = sampleContract('divided', 'divided', { seats: 10, originalStart: '2024-01-17' });
  const term = sampleTerm(contract);
  const customer = newEvent('customer.changed', { customer: sampleCustomer('divided') });
  await scene.feed(customer, newEvent('contract.expiring', { contract, term }));
  expect((await states(term.termId))[0]).toBe('T-60/first-notice PLANNED standard 1');
  expect(await scene.metric('perennial_policies_failed_total')).toBeGreaterThan(failed);
});
