import { Database } from '@perennial/database/database';
import { migrateService } from '@perennial/service/boot/migrate-service';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { paymentsService } from '../service.js';

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await createTestDatabase('payments_sums');
  await migrateService({ ...paymentsService, migrations: paymentsService.migrations.slice(0, 1) }, home.url);
  database = new Database({ url: home.url, applicationName: 'sums-spec', onPoolError: () => undefined });
}, 60_000);
afterAll(async () => {
  await database.close();
  await home.drop();
});

test('money of 0.2.0 is taken over: payments of one batch, whose ids differ in their last digits alone, keep their order', async () => {
  await database.execute(
    `insert into payment (payment_id, gateway, gateway_event_id, term_id, contract_id, customer_id, currency,
       amount_minor, state, reason, quote_version, paid_at, recorded_at)
     select ('01a22bd0-0000-7abc-8def-00000000000' || n)::uuid, 'erp', 'e' || n, gen_random_uuid(), gen_random_uuid(),
       gen_random_uuid(), 'EUR', 100, case n when 3 then 'REVERSED' else 'RENEWED' end, null, 1, now(), now()
     from generate_series(1, 4) n`,
  );
  await database.execute(
    `insert into reversal (gateway, gateway_event_id, payment_id, reason, reversed_at)
     select 'erp', 'r3', payment_id, 'chargeback', now() from payment where gateway_event_id = 'e3'`,
  );
  await migrateService(paymentsService, home.url);
  const happened = await database.query<{ what: string }>(
    `select what from (
       select payment_id as id, 'paid ' || gateway_event_id as what from payment
       union all select cause_id, 'caused ' || gateway_event_id from cause join payment using (payment_id)
       union all select reversal_id, 'reversed ' || reverses_gateway_event_id from reversal
     ) h order by id`,
  );
  const order = happened.map(({ what }) => what);
  expect(order.slice(0, 4)).toEqual(['paid e1', 'paid e2', 'paid e3', 'paid e4']);
  expect([...order].slice(4, 8).sort()).toEqual(['caused e1', 'caused e2', 'caused e3', 'caused e4']);
  expect(order.slice(8)).toEqual(['reversed e3']);
});
