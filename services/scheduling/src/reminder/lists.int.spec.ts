import { Database } from '@perennial/database/database';
import type { Sql } from '@perennial/database/sql';
import type { CustomerId, ReminderId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { migrateService } from '@perennial/service/boot/migrate-service';
import { countOpen, pageReviews, type ReviewFilter } from '@perennial/service/review/review.store';
import { listPlan } from '@perennial/testing/list-plan';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { schedulingService } from '../service.js';
import { readReminderPage, type ReminderFilter } from './reminder-list.store.js';

// 100,000 reminders of 20,000 terms, nearly all of them sent, and 100,000 rows that a person had to look at, nearly all
// of them done.
const FILL = `
  insert into reminder (reminder_id, term_id, contract_id, customer_id, addressee_kind, addressee_id, recipient_id, step,
      node, node_date, audience, track, escalation, occurrence, state, waiting, rungs, legal, zone, window_from, window_to,
      window_days, opens_at, closes_at, due_at, policy, policy_version, planned_at)
    select gen_random_uuid(), of, of, of, 'contact', of, of, 'T-' || i % 5, 0, at::date, 'CUSTOMER', 0, 0, 0, state,
      state in ('PLANNED', 'HELD'), '[]', false, 'UTC', 540, 1200, '12345', at, at, at, 'standard', 1, at
    from (select i, ('00000000-0000-4000-8000-' || lpad((i % 20000)::text, 12, '0'))::uuid as of,
        timestamptz '2024-01-01Z' + i * interval '5 minutes' as at,
        case when i > 90000 then 'PLANNED' when i % 5003 = 0 then 'FAILED' when i % 7 = 0 then 'SKIPPED' else 'SENT' end
          as state
      from generate_series(1, 100000) i) r;
  insert into review_row (review_id, kind, subject_kind, subject_id, customer_id, owner_id, detail, noted_at, done_by, done_at)
    select gen_random_uuid(), (array['tries_used', 'no_contact', 'last_warning_not_sent'])[1 + i % 3], 'step', i::text,
      ('00000000-0000-4000-8000-' || lpad((i % 20000)::text, 12, '0'))::uuid,
      ('00000000-0000-4000-8000-' || lpad((i % 50)::text, 12, '0'))::uuid, '',
      timestamptz '2024-01-01Z' + i * interval '5 minutes', case when i % 50 > 0 then 'system' end,
      case when i % 50 > 0 then timestamptz '2024-06-01Z' end
    from generate_series(1, 100000) i`;

let stored: TestDatabase;
let database: Database;

beforeAll(async () => {
  stored = await createTestDatabase('lists');
  await migrateService(schedulingService, stored.url);
  database = new Database({ url: stored.url, applicationName: 'lists', poolSize: 1, onPoolError: () => undefined });
  await database.execute('set statement_timeout = 0; set transaction_timeout = 0');
  await database.execute(FILL);
  await database.execute('analyze reminder; analyze review_row');
}, 120_000);
afterAll(async () => {
  await database?.close();
  await stored?.drop();
});

const ONE = '00000000-0000-4000-8000-000000005000';
const customerId = ONE as CustomerId;
const ANY: ReminderFilter = { customerId: null, termId: null, state: null };
const LATER = { dueAt: instant(Date.parse('2024-06-01T00:00:00Z')), reminderId: ONE as ReminderId };
const reminders =
  (filter: Partial<ReminderFilter>, after: typeof LATER | null = null) =>
  (sql: Sql) =>
    readReminderPage(sql, { ...ANY, ...filter }, after, 101);
const OPEN: ReviewFilter = { kind: null, customerId: null, ownerId: null, includeDone: false };
const reviews = (filter: Partial<ReviewFilter>) => (sql: Sql) => pageReviews(sql, { ...OPEN, ...filter }, null, 101);

/** Of some thousands that the tables and their indexes have. */
const MOST_PAGES = 2_000;

test.each<[string, (sql: Sql) => Promise<unknown>, string]>([
  ['reminders', reminders({}), 'reminder_list'],
  ['reminders, a later page', reminders({}, LATER), 'reminder_list'],
  ['reminders by a state that is frequent', reminders({ state: 'SENT' }), 'reminder_'],
  ['reminders by a state that is rare', reminders({ state: 'FAILED' }), 'reminder_state'],
  ['reminders by state, a later page', reminders({ state: 'PLANNED' }, LATER), 'reminder_state'],
  ['reminders of a customer by state', reminders({ customerId, state: 'SENT' }), 'reminder_customer'],
  ['reminders of a term by state', reminders({ termId: ONE as TermId, state: 'SKIPPED' }), 'reminder_term'],
  ['rows to look at', reviews({}), 'review_row_noted'],
  ['rows to look at by kind', reviews({ kind: 'tries_used' }), 'review_row_'],
  ['rows to look at, done ones too', reviews({ includeDone: true }), 'review_row_noted'],
  ['rows to look at of a customer', reviews({ customerId, includeDone: true }), 'review_row_customer'],
  ['rows to look at of an owner', reviews({ ownerId: ONE.replace('5000', '0010') as never }), 'review_row_owner'],
  ['rows to look at, counted', (sql) => countOpen(sql, OPEN, 10_000), 'review_row_'],
])('a list of %s has its index, and reads few pages of it', async (_what, read, index) => {
  const { scans, pages } = await listPlan(database, read);
  expect(scans.join('\n')).toContain(index);
  expect(scans.filter((scan) => scan.startsWith('Seq Scan') && !scan.includes('archive'))).toEqual([]);
  expect(pages).toBeLessThanOrEqual(MOST_PAGES);
});
