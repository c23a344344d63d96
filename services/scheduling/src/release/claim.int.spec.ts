import { Database } from '@perennial/database/database';
import { migrate } from '@perennial/database/migrate';
import { EVENT_MIGRATIONS } from '@perennial/events/event-migrations';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type TermId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import { ReviewTable1790000002000 } from '@perennial/service/review/review-table.migration';
import { SystemClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { testPostgres, type TestDatabase, type TestPostgres } from '@perennial/testing/postgres';
import { Registry } from 'prom-client';
import { ReplicateCustomers } from '../customer/replicate-customers.js';
import { PolicyFaults } from '../policy/policy-faults.js';
import { LoadOutages } from '../outage/load-outages.js';
import { LoadPolicies } from '../policy/load-policies.js';
import { SeedPolicies } from '../policy/seed-policies.js';
import { LoadPlanInputs } from '../plan/load-plan-inputs.js';
import { PlanTerms } from '../plan/plan-terms.js';
import { SchedulingMetrics } from '../metrics.js';
import { WritePlans } from '../plan/write-plans.js';
import {
  movedTerm,
  sampleContact,
  sampleContract,
  sampleCustomer,
  sampleId,
  sampleTerm,
} from '../../test/sample-events.js';
import { schedulingService } from '../service.js';
import { CloseTerms } from '../term/close-terms.js';
import { ReplicateContracts } from '../term/replicate-contracts.js';
import { ReleaseDue } from './release-due.js';

const NOW = instant(Date.parse('2024-07-01T00:00:00Z'));
const DUE = instant(Date.parse('2024-08-15T14:00:00Z'));
let postgres: TestPostgres;
let server: TestDatabase;
let database: Database;
let sessions: Database[];

beforeAll(async () => {
  postgres = await testPostgres();
}, 60_000);
afterAll(() => postgres.stop());

beforeEach(async () => {
  server = await postgres.createDatabase('scheduling_claim');
  await migrate({
    url: server.url,
    service: 'scheduling',
    migrations: [...EVENT_MIGRATIONS, ReviewTable1790000002000, ...schedulingService.migrations],
  });
  const open = (): Database =>
    new Database({ url: server.url, applicationName: 'test', poolSize: 4, onPoolError: () => undefined });
  sessions = Array.from({ length: 8 }, open);
  database = sessions[0] as Database;
  const today = new Date().toISOString().slice(0, 10);
  await database.query(`create table outbox_today partition of outbox for values from ('${today}') to ('infinity')`);
  await new SeedPolicies(database, new SystemClock()).execute();
}, 60_000);
afterEach(async () => {
  for (const session of sessions) await session.close();
  await server.drop();
});

const signal = new WorkSignal();
const outbox = new Outbox(() => undefined);
const metrics = (): SchedulingMetrics => new SchedulingMetrics(new Registry());
const replicateContracts = new ReplicateContracts(signal);
const replicateCustomers = new ReplicateCustomers(signal);
const closing = new CloseTerms(signal);
const policies = (): LoadPolicies => new LoadPolicies(new Registry(), { error: () => undefined }, new PolicyFaults());
const planner = (on: Database): PlanTerms =>
  new PlanTerms(
    on,
    new LoadPlanInputs(policies(), new LoadOutages()),
    new WritePlans(outbox, metrics(), new PolicyFaults()),
    new SystemClock(),
    signal,
  );
const releaser = (on: Database): ReleaseDue =>
  new ReleaseDue(on, outbox, new SystemClock(), metrics(), signal, { PERENNIAL_CLOCK: 'sandbox' });

async function untilDone(work: { run(now: Instant): Promise<number> }, now: Instant): Promise<number> {
  let total = 0;
  for (let empty = 0; empty < 3;) {
    const count = await work.run(now);
    total += count;
    empty = count === 0 ? empty + 1 : 0;
  }
  return total;
}

/** Customers with two contracts each, all due at one instant; two customers share each recipient of an odd number. */
async function portfolio(customers: number): Promise<void> {
  const named = Array.from({ length: customers }, (_, i) => `c${i}`);
  const contracts = named.flatMap((name) => [sampleContract(`${name}-a`, name), sampleContract(`${name}-b`, name)]);
  for (let i = 0; i < named.length; i += 50) {
    await database.transaction('test.feed', async (tx) => {
      await replicateCustomers.execute(
        tx,
        named.slice(i, i + 50).map((name) => sampleCustomer(name)),
      );
      const some = contracts.slice(2 * i, 2 * (i + 50));
      await replicateContracts.expiring(
        tx,
        some,
        some.map((contract) => sampleTerm(contract)),
      );
    });
  }
}

const counted = async (sql: string): Promise<number> =>
  (await database.query<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? -1;
const termIds = async (): Promise<TermId[]> =>
  (await database.query<{ id: TermId }>('select term_id as id from term order by 1', [])).map(({ id }) => id);

test('eight claimers, 200 recipients with two contracts each: one message each, no double, none lost (invariant no-double-send)', async () => {
  await portfolio(200);
  await Promise.all(sessions.slice(0, 4).map((session) => untilDone(planner(session), NOW)));
  expect(await counted(`reminder where state = 'PLANNED'`)).toBe(2_000);
  const released = await Promise.all(sessions.map((session) => untilDone(releaser(session), DUE)));
  expect(released.reduce((a, b) => a + b, 0)).toBe(400);
  expect(await counted(`outbox where type = 'reminder.due'`)).toBe(200);
  expect(
    await counted('(select message_id from reminder where message_id is not null group by 1 having count(*) = 2) m'),
  ).toBe(200);
  expect(await counted('send')).toBe(200);
  expect(
    await counted(
      `(select term_id, count(*) n, max(seq) m from decision group by 1 having count(*) <> max(seq)) broken`,
    ),
  ).toBe(0);
}, 60_000);

test('closing races with the claim: what was released is recalled, what was not is silenced, nothing stays live (R-14)', async () => {
  await portfolio(60);
  await untilDone(planner(database), NOW);
  const ids = await termIds();
  const close = async (session: Database, every: number, offset: number): Promise<void> => {
    for (let i = offset; i < ids.length; i += every) {
      const closures = ids.slice(i, i + 1).map((termId) => ({ termId: toId<TermId>(termId), cause: 'payment:race' }));
      await session.transaction('test.close', (tx) => closing.execute(tx, closures, DUE));
    }
  };
  const [a, b, c, d, e, f] = sessions as [Database, Database, Database, Database, Database, Database];
  await Promise.all([
    close(a, 2, 0),
    close(b, 2, 1),
    untilDone(releaser(c), DUE),
    untilDone(releaser(d), DUE),
    untilDone(planner(e), DUE),
    untilDone(planner(f), DUE),
  ]);
  await untilDone(planner(a), DUE);
  await untilDone(releaser(a), DUE);
  expect(await counted('term where not closed or plan_due')).toBe(0);
  expect(await counted(`reminder where state in ('PLANNED', 'HELD')`)).toBe(0);
  expect(await counted(`reminder where state = 'RELEASED' and withdrawn_at is null`)).toBe(0);
  expect(await counted(`reminder where state = 'SUPPRESSED'`)).toBeGreaterThan(0);
}, 60_000);

test('a marked term is left to the planner: a date moved at the due instant sends nothing for the old date', async () => {
  await portfolio(1);
  await untilDone(planner(database), NOW);
  const contract = sampleContract('c0-a', 'c0');
  await database.transaction('test.feed', (tx) =>
    replicateContracts.execute(tx, [contract], [movedTerm(sampleTerm(contract), 100)]),
  );
  await untilDone(releaser(database), DUE);
  const rows = await database.query(`select contract_id from reminder where state = 'RELEASED'`, []);
  expect(rows).toEqual([{ contract_id: sampleId('contract', 'c0-b') }]);
});

test('two contacts with one address are one addressee; six customers of it: the sixth mail waits for the next day (U-03)', async () => {
  const shared = sampleId('recipient', 'shared');
  const names = Array.from({ length: 6 }, (_, i) => `k${i}`);
  await database.transaction('test.feed', async (tx) => {
    await replicateCustomers.execute(
      tx,
      names.map((name) =>
        sampleCustomer(name, {
          contacts: [
            sampleContact(`${name}-x`, { recipientId: shared }),
            sampleContact(`${name}-y`, { recipientId: shared }),
          ],
        }),
      ),
    );
    const contracts = names.map((name) => sampleContract(name, name));
    await replicateContracts.expiring(
      tx,
      contracts,
      contracts.map((contract) => sampleTerm(contract)),
    );
  });
  await untilDone(planner(database), NOW);
  await untilDone(releaser(database), DUE);
  expect(await counted(`outbox where type = 'reminder.due'`)).toBe(5);
  expect(await counted(`reminder where state = 'RELEASED'`)).toBe(5);
  expect(await counted(`reminder where state = 'HELD' and reason = 'DAILY' and due_at = '2024-08-16T13:00:00Z'`)).toBe(
    1,
  );
  await untilDone(releaser(database), instant(Date.parse('2024-08-16T12:59:59Z')));
  expect(await counted(`outbox where type = 'reminder.due'`)).toBe(5);
  await untilDone(releaser(database), instant(Date.parse('2024-08-16T13:00:00Z')));
  expect(await counted(`outbox where type = 'reminder.due'`)).toBe(6);
});

test('review 1: 401 contracts of one recipient: claims of at most 190 go on with one merge, 50 riders a message', async () => {
  const contracts = Array.from({ length: 401 }, (_, i) => sampleContract(`many-${i}`, 'many'));
  await database.transaction('test.feed', async (tx) => {
    await replicateCustomers.execute(tx, [sampleCustomer('many')]);
    await replicateContracts.expiring(
      tx,
      contracts,
      contracts.map((contract) => sampleTerm(contract)),
    );
  });
  await untilDone(planner(database), NOW);
  expect(await releaser(database).run(DUE)).toBe(190);
  await untilDone(releaser(database), DUE);
  expect(await counted(`reminder where state = 'RELEASED'`)).toBe(401);
  expect(await counted('send')).toBe(9);
  expect(
    await counted('(select from reminder where message_id is not null group by message_id having count(*) > 50) m'),
  ).toBe(0);
}, 60_000);
