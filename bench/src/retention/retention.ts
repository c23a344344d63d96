import type { Database } from '@perennial/database/database';
import type { Benchmark } from '../benchmark.js';
import type { Figure } from '../figure.js';
import { closing } from '../leavings.js';
import { waitFor } from '../wait-for.js';
import { endGuards, fillDelivery } from './fill-delivery.js';
import { endTerms, fillScheduling } from './fill-scheduling.js';
import { plansOf, sizesOf, type Reads } from './plans.js';

const CONTRACTS = 20_000;

const SCHEDULING: Reads = {
  tables: ['term', 'closure', 'reminder', 'decision', 'review', 'send'],
  statements: {
    claim: `select distinct recipient_id from (select r.recipient_id from reminder r join term t using (term_id)
      where r.waiting and r.due_at <= now() + interval '2 days' and not t.closed and not t.plan_due
      order by r.due_at limit 190) d`,
    'next due': `select r.due_at from reminder r join term t using (term_id)
      where r.waiting and not t.closed and not t.plan_due order by r.due_at limit 1`,
    plan: `select * from reminder where term_id = any(array(select md5('t' || n || '.2')::uuid from generate_series(1, 60) n))`,
    'Why, reminder': `select * from reminder_all where reminder_id = md5(md5('t17.0')::uuid || 'T-30/reminder')::uuid`,
    'Why, ledger': `select * from decision_all where term_id = md5('t17.0')::uuid order by seq`,
    'list of a term': `select * from reminder_all where term_id = md5('t17.0')::uuid order by due_at, reminder_id limit 51`,
    'restate a page': `select * from reminder_all r where r.term_id = any(array(select t.term_id from term t
      where t.term_id > md5('t17.0')::uuid and coalesce((select 1 from reminder h where h.term_id = t.term_id limit 1),
        (select 1 from reminder_archive a where a.term_id = t.term_id limit 1)) is not null
      order by t.term_id limit 100)) order by r.term_id, r.opens_at, r.reminder_id`,
    'list of a customer': `select * from reminder_all where customer_id = md5('u7')::uuid order by due_at, reminder_id limit 51`,
  },
};

const DELIVERY: Reads = {
  tables: ['guard', 'closure', 'message', 'dispatch', 'outcome', 'attempt'],
  statements: {
    'due messages': `select * from (select * from message where channel = 'EMAIL' and next_attempt_at <= now()
      order by next_attempt_at, message_id limit 5000) m limit 100`,
    'guards of a round': `select term_id, closed from guard
      where term_id = any(array(select md5('t' || n || '.2')::uuid from generate_series(1, 100) n))
      order by term_id for share skip locked`,
    'message by id': `select * from message_all where message_id = md5('m17.0.0')::uuid`,
    'list of a term': `select * from message_all m where m.message_id = any(array(
      select d.message_id from dispatch_all d where d.term_id = md5('t17.0')::uuid)) order by m.message_id limit 51`,
    'restate a page': `select * from message_all where message_id > md5('m17.0.0')::uuid order by message_id limit 500`,
    'list of a customer': `select * from message_all where customer_id = md5('u7')::uuid order by message_id limit 51`,
  },
};

/** Sizes, plans and times of reads of reminders and messages on two years of a portfolio, with and without archives. */
export const retention: Benchmark = {
  name: 'retention',
  on: ['standalone'],
  onDemand: true,
  measures: `two years of ${CONTRACTS} contracts: sizes and plans with all rows hot, the move to the archive, and behind it`,
  run: ({ say, withSystem }) =>
    withSystem({ clock: 'system', environment: { SMTP_URL: 'smtp://127.0.0.1:9' } }, async (system) => {
      const [scheduling, delivery] = [system.database('scheduling'), system.database('delivery')];
      return await closing(
        async () => void (await Promise.all([scheduling.close(), delivery.close()])),
        async () => {
          await fillScheduling(scheduling, CONTRACTS);
          await fillDelivery(delivery, CONTRACTS);
          const before = await measure('all hot', scheduling, delivery, say);
          const moved = [
            await archived('scheduling', scheduling, 'term', () => endTerms(scheduling)),
            await archived('delivery', delivery, 'guard', () => endGuards(delivery)),
          ];
          await byMonth(scheduling, ['reminder', 'decision', 'send']);
          await byMonth(delivery, ['message', 'dispatch', 'outcome', 'attempt']);
          return [...before, ...moved, ...(await measure('archived', scheduling, delivery, say))];
        },
      );
    }),
};

async function measure(
  when: string,
  scheduling: Database,
  delivery: Database,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, database, reads] of [
    ['scheduling', scheduling, SCHEDULING],
    ['delivery', delivery, DELIVERY],
  ] as const) {
    await database.execute('vacuum analyze');
    for (const line of await sizesOf(database, reads.tables)) say(`${when}, ${name}: ${line}`);
    for (const { statement, ms, planningMs, pages, plan } of await plansOf(database, reads)) {
      const note = `planned in ${planningMs} ms; ${pages} pages; ${plan}`;
      say(`${when}, ${name}: ${statement}: ${ms} ms, ${note}`);
      figures.push({ name: `${name}, ${statement}, ${when}`, value: ms, unit: 'ms', note });
    }
  }
  return figures;
}

/** Lets the service archive what `end` makes due for it. */
async function archived(name: string, database: Database, heads: string, end: () => Promise<void>): Promise<Figure> {
  const began = performance.now();
  await end();
  const due = `ended_on < date_trunc('month', now())::date - 90 and archived_on is null`;
  const moving = heads === 'term' ? 'moving' : 'moving_since is not null';
  await waitFor(async () => {
    const [row] = await database.query<{ left: number }>(
      `select count(*)::int as left from ${heads} where ${due} or ${moving}`,
      [],
    );
    return row?.left === 0;
  }, 600_000);
  const [row] = await database.query<{ terms: number }>(
    `select count(*)::int as terms from ${heads} where archived_on is not null`,
    [],
  );
  const seconds = (performance.now() - began) / 1_000;
  return {
    name: `${name}, terms archived`,
    value: (row?.terms ?? 0) / seconds,
    unit: '1/s',
    note: `${row?.terms} terms`,
  };
}

/** Everything was archived in this month: spreads it over the two years, as if it had been done month by month. */
async function byMonth(database: Database, tables: readonly string[]): Promise<void> {
  for (const table of tables)
    await database.execute(`do $spread$ declare month date; begin
      for month in select generate_series(date_trunc('month', now()) - interval '24 months',
          date_trunc('month', now()) - interval '1 month', interval '1 month')::date loop
        execute format('create table if not exists %I partition of ${table}_archive for values from (%L) to (%L)',
          '${table}_archive_m' || to_char(month, 'YYYYMM'), month, month + interval '1 month');
      end loop;
      update ${table}_archive set archived_month = (date_trunc('month', now())
        - (1 + abs(hashtext(tableoid::text || ctid::text)) % 24) * interval '1 month')::date;
    end $spread$`);
}
