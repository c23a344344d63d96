import { Database } from '@perennial/database/database';
import { migrate } from '@perennial/database/migrate';
import { EventTables1767225600000 } from '@perennial/events/outbox/event-tables.migration';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type TermId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import { SystemClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { Registry } from 'prom-client';
import { CustomerStore } from '../customer/customer.store.js';
import { ReplicateCustomers } from '../customer/replicate-customers.js';
import { AppendDecisions } from '../decision/append-decisions.js';
import { DecisionStore } from '../decision/decision.store.js';
import { LoadPolicies } from '../policy/load-policies.js';
import { PolicyStore } from '../policy/policy.store.js';
import { SeedPolicies } from '../policy/seed-policies.js';
import { LoadPlanInputs } from '../reminder/load-plan-inputs.js';
import { PlanTerms } from '../reminder/plan-terms.js';
import { ReminderMetrics } from '../reminder/reminder-metrics.js';
import { ReminderStore } from '../reminder/reminder.store.js';
import { WritePlans } from '../reminder/write-plans.js';
import { movedTerm, sampleContact, sampleContract, sampleCustomer, sampleId, sampleTerm } from '../scenario/sample-events.js';
import { schedulingService } from '../service.js';
import { CloseTerms } from '../term/close-terms.js';
import { ClosureStore } from '../term/closure.store.js';
import { ContractStore } from '../term/contract.store.js';
import { ReplicateContracts } from '../term/replicate-contracts.js';
import { TermStore } from '../term/term.store.js';
import { ClaimDue } from './claim-due.js';
import { ClaimStore } from './claim.store.js';
import { ReleaseDue } from './release-due.js';
import { SendStore } from './send.store.js';

const NOW = instant(Date.parse('2024-07-01T00:00:00Z'));
const DUE = instant(Date.parse('2024-08-15T14:00:00Z'));
let server: TestDatabase;
let database: Database;
let sessions: Database[];

beforeEach(async () => {
  server = await createTestDatabase('scheduling_claim');
  await migrate({ url: server.url, service: 'scheduling', entities: schedulingService.entities, migrations: [EventTables1767225600000, ...schedulingService.migrations] });
  const open = (): Database => new Database({ url: server.url, applicationName: 'test', poolSize: 4, onPoolError: () => undefined });
  sessions = Array.from({ length: 8 }, open);
  database = sessions[0] as Database;
  const today = new Date().toISOString().slice(0, 10);
  await database.query(`create table outbox_today partition of outbox for values from ('${today}') to ('infinity')`);
  await new SeedPolicies(database, new PolicyStore(), new SystemClock()).execute();
}, 60_000);
afterEach(async () => {
  for (const session of sessions) await session.close();
  await server.drop();
});

const terms = new TermStore();
const signal = new WorkSignal();
const outbox = new Outbox(() => undefined);
const metrics = (): ReminderMetrics => new ReminderMetrics(new Registry());
const replicateContracts = new ReplicateContracts(new ContractStore(), terms, signal);
const replicateCustomers = new ReplicateCustomers(new CustomerStore(), terms, signal);
const closing = new CloseTerms(terms, new ClosureStore(), signal);
const planner = (on: Database): PlanTerms => new PlanTerms(
  on, terms, new LoadPlanInputs(new ContractStore(), new CustomerStore(), new ReminderStore(), new LoadPolicies(new PolicyStore())),
  new WritePlans(new ReminderStore(), new DecisionStore(), terms, outbox, metrics()), new SystemClock(), signal,
);
const releaser = (on: Database): ReleaseDue => new ReleaseDue(
  on, new ClaimDue(new ClaimStore(), terms, new SendStore(), new AppendDecisions(new DecisionStore(), terms), outbox), new SystemClock(), metrics(), { PERENNIAL_CLOCK: 'sandbox' },
);

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
      await replicateCustomers.execute(tx, named.slice(i, i + 50).map((name) => sampleCustomer(name)));
      const some = contracts.slice(2 * i, 2 * (i + 50));
      await replicateContracts.expiring(tx, some, some.map((contract) => sampleTerm(contract)));
    });
  }
}

const counted = async (sql: string): Promise<number> => (await database.query<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? -1;
const termIds = async (): Promise<TermId[]> => (await database.query<{ id: TermId }>('select term_id as id from term order by 1', [])).map(({ id }) => id);

test('probe', async () => {
  const t0 = performance.now();
  await portfolio(4000);
  const t1 = performance.now();
  const n = await untilDone(planner(database), NOW);
  const t2 = performance.now();
  await database.query('analyze');
  const due = await untilDone(releaser(database), DUE);
  const t3 = performance.now();
  process.stdout.write(JSON.stringify({ feed: t1 - t0, terms: n, planPerS: n / (t2 - t1) * 1000, due, duePerS: due / (t3 - t2) * 1000 }) + '\n');
}, 300_000);
