import { archiveDrift } from '@perennial/database/archive/move-rows';
import { Database } from '@perennial/database/database';
import { newEvent } from '@perennial/events/event';
import { addMs, DAY } from '@perennial/kernel/instant';
import { PaymentState, type Payment } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { unary } from '@perennial/service/grpc/client';
import { termAt } from '@perennial/testing/system/contract-snapshots';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import {
  client,
  closeScene,
  code,
  database,
  eur,
  expiring,
  list,
  look,
  openScene,
  published,
  record,
  reverse,
  reviews,
  service,
  told,
  types,
  uuid,
} from '../../test/payments-scene.js';
import { PaymentMetrics } from '../metrics.js';
import { claimPayments } from '../payment/payment.store.js';
import { archiveQueue, ARCHIVED_TABLES } from './archive.store.js';
import { ArchiveTerms } from './archive-terms.js';

beforeAll(openScene, 60_000);
afterAll(closeScene);

const [HOT, GONE] = [
  { payment: 1, quote: 1 },
  { payment: 0, quote: 0 },
];
const walk = (days: number) => walkTo(participantsOf([service]), addMs(service.clock.now(), days * DAY));
type Made = Awaited<ReturnType<typeof expiring>>;

async function count({ term }: Made, suffix: '' | '_archive' | '_all' = ''): Promise<object> {
  const [row] = await database.query<object>(
    `select (select count(*)::int from payment${suffix} where term_id = $1) as payment,
       (select count(*)::int from quote${suffix} where term_id = $1) as quote`,
    [term.termId],
  );
  return row ?? {};
}

const close = (made: Made, state: TermState, cause: string, version = 2) => {
  const term = termAt(made.term, version, { state });
  return told(
    state === TermState.TERM_STATE_RENEWED
      ? newEvent('contract.renewed', { term, cause, nextTerm: undefined, late: false })
      : newEvent('contract.lapsed', { term, cause, reason: '' }),
  );
};

/** A term that was paid and renewed. */
async function renewed(): Promise<{ made: Made; payment: Payment; cause: string }> {
  const made = await expiring();
  const payment = await record(made.term.termId);
  const cause = `payment:${payment.paymentId}:1`;
  await close(made, TermState.TERM_STATE_RENEWED, cause);
  return { made, payment, cause };
}

async function archived() {
  const one = await renewed();
  expect(await count(one.made)).toEqual(HOT);
  await walk(200);
  expect(await count(one.made)).toEqual(GONE);
  expect(await count(one.made, '_archive')).toEqual(HOT);
  return one;
}

test('each archive has the columns of its table', async () => {
  for (const table of ARCHIVED_TABLES) expect(await archiveDrift(database, table)).toEqual([]);
});

test('settled money of a term that ended long ago leaves; lists show it, its cause stays, a repeat is known (review 34)', async () => {
  const { made, payment, cause } = await archived();
  const { termId, customerId } = made.term;
  expect(await list({ termId })).toEqual([payment]);
  expect(await list({ customerId })).toEqual([payment]);
  expect((await look(termId))[0]).toMatchObject({ closed: true, cause, payToken: '' });
  const { gatewayEventId } = payment;
  expect(await record(termId, { gatewayEventId })).toEqual(payment);
  await expect(record(termId, { gatewayEventId, amount: eur(1n) })).rejects.toEqual(code('GATEWAY_EVENT_CONFLICT'));
  expect(await count(made, '_archive')).toEqual(HOT);
  expect(await types(termId)).toEqual(['quote.issued', 'payment.renewed']);
});

test('a reversal brings the money back and undoes its cause; paid again and ended again, all of it is archived', async () => {
  const { made, payment, cause } = await archived();
  const { termId } = made.term;
  const reversalId = uuid();
  const reversed = await reverse(payment.gatewayEventId, reversalId);
  expect(reversed).toMatchObject({ paymentId: payment.paymentId, state: PaymentState.PAYMENT_STATE_REVERSED });
  expect(await count(made)).toEqual(HOT);
  expect(await count(made, '_archive')).toEqual(GONE);
  const [last] = (await published(termId)).slice(-1);
  expect(JSON.parse(last?.data ?? '')).toMatchObject({ undoes: [cause] });
  expect(await record(termId, { gatewayEventId: payment.gatewayEventId })).toEqual(reversed);
  await told(newEvent('contract.reopened', { term: termAt(made.term, 3), undoes: [cause], reason: '' }));
  const again = await record(termId);
  await close(made, TermState.TERM_STATE_RENEWED, `payment:${again.paymentId}:1`, 4);
  await walk(200);
  expect(await count(made, '_archive')).toEqual({ payment: 2, quote: 1 });
  expect(await reverse(payment.gatewayEventId, reversalId)).toEqual(reversed);
  expect(await count(made)).toEqual(GONE);
});

test('unsettled money is never archived: surplus until a person has looked, a part that renewed nothing, the wrong currency', async () => {
  const { made } = await archived();
  const part = await expiring();
  await record(part.term.termId, { amount: eur(50_000n) });
  await close(part, TermState.TERM_STATE_LAPSED, 'contract:2');
  const dollars = (await renewed()).made;
  await record(dollars.term.termId, { amount: { currency: 'USD', minor: 5n } });
  await record(made.term.termId);
  expect(await reviews(made.term.termId)).toEqual(['payment_surplus']);
  await walk(400);
  const all = { payment: 2, quote: 1 };
  expect([await count(made), await count(part), await count(dollars)]).toEqual([all, HOT, all]);
  await database.execute(
    `update review_row set done_by = 'anna', done_at = now() where term_id = any($1::uuid[]) and done_at is null`,
    [[made.term.termId, dollars.term.termId]],
  );
  await walk(200);
  expect([await count(made), await count(part), await count(dollars)]).toEqual([GONE, HOT, all]);
});

test('a replay of the topic leaves the archive alone; news of the term brings it back', async () => {
  const { made } = await archived();
  const { contract, term } = made;
  await told(
    newEvent('contract.changed', { contract, terms: [term] }),
    newEvent('contract.expiring', { contract, term }),
  );
  expect(await count(made)).toEqual(GONE);
  await told(
    newEvent('contract.changed', { contract, terms: [termAt(term, 9, { state: TermState.TERM_STATE_RENEWED })] }),
  );
  expect(await count(made)).toEqual(HOT);
  expect(await types(term.termId)).toEqual(['quote.issued', 'payment.renewed']);
});

test('all is restated, each once, archived or not, in the order in which it came', async () => {
  const { made } = await archived();
  const { termId } = made.term;
  let afterId = '';
  do afterId = (await unary(client, 'restate', { afterId, pageSize: 3 }, 5_000)).nextAfterId;
  while (afterId !== '');
  const [live, restated] = [await published(termId), await published(termId, true)];
  expect(restated.map(({ type, data }) => [type, JSON.parse(data)])).toEqual(
    live.map(({ type, data }) => [type, JSON.parse(data)]),
  );
});

describe('step by step', () => {
  const later = () => addMs(service.clock.now(), 200 * DAY);
  const steps = (on: Database, change: Partial<ServiceConfig> = {}) =>
    new ArchiveTerms(on, service.clock, service.app.get(PaymentMetrics), {
      ...service.app.get<ServiceConfig>(SERVICE_CONFIG),
      ...change,
    });

  test('a process may end between any two steps, or within one: nothing is lost or doubled', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => renewed()));
    const ids = all.map(({ made }) => made.term.termId);
    const everything = () =>
      database.query(
        `select payment_id as id, to_jsonb(p) as row from payment_all p where term_id = any($1::uuid[])
         union all select quote_id, to_jsonb(q) from quote_all q where term_id = any($1::uuid[]) order by 1`,
        [ids],
      );
    const before = await everything();
    expect(before).toHaveLength(12);
    let killed = 0;
    for (let calm = 0, round = 0; calm < 2 && round < 100; round += 1) {
      let commits = round % 3;
      const archiver = new Database({
        url: service.app.get<ServiceConfig>(SERVICE_CONFIG).DATABASE_URL,
        applicationName: 'archiver',
        onPoolError: () => undefined,
        failpoint: (name) => {
          if (name.startsWith('payments.archive') && name.endsWith('.before-commit') && commits-- <= 0)
            throw new Error('killed');
        },
      });
      try {
        for (let n = 0; n < 2; n += 1)
          calm = (await steps(archiver).run(later())) === 0 && !(await archiveQueue(archiver)).moving ? calm + 1 : 0;
      } catch (error) {
        expect(String(error)).toContain('killed');
        killed += 1;
      } finally {
        await archiver.close();
      }
      expect(await everything()).toEqual(before);
    }
    expect(killed).toBeGreaterThan(1);
    for (const { made } of all) expect(await count(made)).toEqual(GONE);
  });

  test('after an upgrade nothing is archived until no older build runs any more', async () => {
    const { made } = await renewed();
    await database.execute(`insert into archive_due values (clock_timestamp() + interval '1 hour')`);
    expect(await steps(database).run(later())).toBe(0);
    expect(await archiveQueue(database)).toEqual({ moving: false, firstEnd: null });
    await database.execute('update archive_due set since = clock_timestamp()');
    expect(await steps(database).run(later())).toBeGreaterThan(0);
    await walk(1);
    expect(await count(made)).toEqual(GONE);
  });

  test('rows of a marked term wait for whoever looked for its event id before the mark', async () => {
    const { made, payment } = await renewed();
    await database.transaction('test.reader', async (tx) => {
      await tx.query('select pg_current_xact_id()', []);
      for (let n = 0; n < 5; n += 1) await steps(database).run(later());
      expect((await archiveQueue(database)).moving).toBe(true);
      expect(await count(made)).toEqual(HOT);
      const repeat = { ...payment, paymentId: uuid(), paidAt: service.clock.now(), reference: null };
      expect((await claimPayments(tx, [repeat as never], service.clock.now())).size).toBe(0);
    });
    for (let n = 0; n < 50 && (await archiveQueue(database)).moving; n += 1) await steps(database).run(later());
    expect(await count(made, '_archive')).toEqual(HOT);
  });

  test('archives are dropped when their time is over; a repeat is still no new money', async () => {
    const { made, payment } = await archived();
    await steps(database, { ARCHIVE_KEEP_MONTHS: 12 }).run(addMs(service.clock.now(), 20 * 30 * DAY));
    expect(await count(made, '_all')).toEqual(GONE);
    await expect(record(made.term.termId, { gatewayEventId: payment.gatewayEventId })).rejects.toEqual(
      code('GATEWAY_EVENT_CONFLICT'),
    );
    expect(await count(made, '_all')).toEqual(GONE);
  });
});
