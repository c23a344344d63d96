import { Database } from '@perennial/database/database';
import type { Sql } from '@perennial/database/sql';
import type { CustomerId } from '@perennial/kernel/ids';
import { migrateService } from '@perennial/service/boot/migrate-service';
import { listPlan } from '@perennial/testing/list-plan';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { pageContracts } from './contract/contract.store.js';
import { pageCustomers } from './customer/customer.store.js';
import { contractsService } from './service.js';
import { pageTerms, type TermFilter } from './term/term.store.js';

// 20,000 contracts of as many customers, a term each: of ten terms nine are over, as in a system of some years.
const FILL = `
  insert into customer (customer_id, name, country, zone, locale, since, tier, version, ownership_due)
    select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid,
      (array['Zhong', 'Müller', 'Acme', '华为', 'Nord', '100%'])[1 + i % 6] || ' ' || md5(i::text)
        || case when i % 8000 = 0 then ' 微软 Rare_Name' else '' end, 'DE', 'Europe/Berlin', 'en', '2020-01-01', 'CORE', 1, false
    from generate_series(1, 20000) i;
  insert into contract (contract_id, customer_id, product, product_type, period_months, original_start, zone, auto_renew,
      seats, status, version)
    select customer_id, customer_id, 'Suite', 'subscription', 12, '2020-01-01', 'Europe/Berlin', false, 1, 'ACTIVE', 1
    from customer;
  insert into term (term_id, contract_id, customer_id, number, start, last_day, zone, currency, amount_minor, state,
      version, ends_at, horizon_at, lapses_at, voided)
    select customer_id, customer_id, customer_id, 1, day - 364, day, 'Europe/Berlin', 'EUR', 1,
      case when n % 10 = 0 then 'OPEN' when n % 997 = 0 then 'EXPIRED' else 'RENEWED' end, 1, day, day, day, false
    from (select customer_id, n, date '2020-01-01' + (n % 1800)::int as day
      from (select customer_id, row_number() over () as n from customer) c) t`;

let stored: TestDatabase;
let database: Database;

beforeAll(async () => {
  stored = await createTestDatabase('lists');
  await migrateService(contractsService, stored.url);
  database = new Database({ url: stored.url, applicationName: 'lists', poolSize: 1, onPoolError: () => undefined });
  await database.execute('set statement_timeout = 0; set transaction_timeout = 0');
  await database.execute(FILL);
  await database.execute('analyze customer; analyze contract; analyze term');
}, 120_000);
afterAll(async () => {
  await database?.close();
  await stored?.drop();
});

const SOME = '00000000-0000-4000-8000-000000050000' as CustomerId;
const ALL = { nameContains: '', ids: null, after: null };
const customers = (nameContains: string) => (sql: Sql) => pageCustomers(sql, { ...ALL, nameContains }, 101);
const terms =
  (filter: Partial<TermFilter>) =>
  (sql: Sql): Promise<unknown> =>
    pageTerms(
      sql,
      {
        customerId: null,
        contractId: null,
        ids: null,
        state: null,
        lastDayFrom: null,
        lastDayTo: null,
        after: null,
        ...filter,
      },
      101,
    );
const after = { lastDay: '2022-01-01', id: SOME as never };

/** Of some thousands that the tables and their indexes have. */
const MOST_PAGES = 2_000;

test.each<[string, (sql: Sql) => Promise<unknown>, string]>([
  ['customers', customers(''), 'customer_pkey'],
  ['customers by a name that is rare', customers('rare_name'), 'customer_name'],
  ['customers by a name that nobody has', customers('Nobody of that name'), 'customer_name'],
  ['customers by a name of two characters', customers('微软'), 'customer_name'],
  ['customers by a name that many have', customers('müller'), 'customer_'],
  [
    'contracts',
    (sql) => pageContracts(sql, { customerId: null, ids: null, after: SOME as never }, 101),
    'contract_pkey',
  ],
  [
    'contracts of a customer',
    (sql) => pageContracts(sql, { customerId: SOME, ids: null, after: null }, 101),
    'contract_customer',
  ],
  ['terms', terms({ after }), 'term_last_day'],
  ['terms by state', terms({ state: 'EXPIRED' }), 'term_state_day'],
  ['terms by state, a later page', terms({ state: 'OPEN', after }), 'term_state_day'],
  [
    'terms by state and days',
    terms({ state: 'OPEN', lastDayFrom: '2023-01-01' as never, lastDayTo: '2023-12-31' as never }),
    'term_state_day',
  ],
  ['terms by days', terms({ lastDayFrom: '2024-01-01' as never }), 'term_last_day'],
  ['terms of a customer by state', terms({ customerId: SOME, state: 'OPEN' }), 'term_customer'],
])('a list of %s has its index, and reads few pages of it', async (_what, read, index) => {
  const { scans, pages } = await listPlan(database, read);
  expect(scans.join('\n')).toContain(index);
  expect(scans.join('\n')).not.toContain('Seq Scan');
  expect(pages).toBeLessThanOrEqual(MOST_PAGES);
});

test('any part of a name is found, of one character too, and signs of patterns mean themselves', async () => {
  const names = async (part: string): Promise<string[]> =>
    (await pageCustomers(database, { ...ALL, nameContains: part }, 200_000)).map(({ name }) => name);
  expect(await names('微软')).toHaveLength(2);
  expect(await names('E_NAME')).toHaveLength(2);
  expect(await names('rare%name')).toEqual([]);
  expect((await names('100% 0')).every((name) => name.startsWith('100% 0'))).toBe(true);
  expect(await names('\\')).toEqual([]);
  expect(await names('软')).toHaveLength(2);
});
