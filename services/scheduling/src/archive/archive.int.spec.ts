import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { utcDate } from '@perennial/calendar/retention';
import { archiveDrift } from '@perennial/database/archive/move-rows';
import { Database } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { addMs, DAY, formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { ReminderServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ReminderState, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { ArchiveWork } from '@perennial/service/archive/archive-work';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { feedEvents } from '@perennial/testing/system/feed-events';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import { sampleOpened, sampleOutcome, samplePayment, type SampleReminder } from '../../test/sample-events.js';
import { SchedulingMetrics } from '../metrics.js';
import { schedulingService } from '../service.js';
import { ARCHIVED_TABLES, archiveQueue } from './archive.store.js';
import { archivedTerms } from './archive-terms.js';

let scene: ServiceScene;
let grpc: Peer<typeof ReminderServiceService>;

beforeAll(async () => {
  scene = await ServiceScene.start(schedulingService);
  grpc = grpcClient(ReminderServiceService, `127.0.0.1:${scene.service.grpcPort}`);
}, 60_000);
afterAll(async () => {
  grpc.close();
  await scene.close();
}, 30_000);

const now = (): Instant => scene.service.clock.now();
const walk = (days: number) => scene.at(formatInstant(addMs(now(), days * DAY)));
const query = <R>(text: string, values: unknown[]) => scene.service.database.query<R>(text, values);

/** Rows of a term by table: `suffix` names the hot tables, the archive or both. */
async function count(termId: string, suffix: '' | '_archive' | '_all'): Promise<Record<string, number>> {
  const [row] = await query<Record<string, number>>(
    `select (select count(*)::int from reminder${suffix} where term_id = $1) as reminder,
       (select count(*)::int from decision${suffix} where term_id = $1) as decision,
       (select count(*)::int from send${suffix} where message_id in (
          select message_id from reminder_all where term_id = $1)) as send`,
    [termId],
  );
  return row ?? {};
}
const NONE = { reminder: 0, decision: 0, send: 0 };

interface Row extends SampleReminder {
  readonly step: string;
  readonly state: string;
  readonly occurrence: number;
}
const rows = (termId: string) =>
  query<Row>(
    `select step, state, occurrence, reminder_id, recipient_id, message_id from reminder_all
     where term_id = $1 order by node desc, occurrence`,
    [termId],
  );
const released = async (termId: string) => (await rows(termId)).find(({ state }) => state === 'RELEASED');
const sent = (term: TermSnapshot, row: Row | undefined) =>
  sampleOutcome(term, row, { state: ReminderState.REMINDER_STATE_SENT, acceptedAt: formatInstant(now()) });
const why = (reminderId: string) => unary(grpc, 'why', { reminderId }, 5_000);
const list = (termId: string) =>
  unary(
    grpc,
    'listReminders',
    { customerId: '', termId, state: ReminderState.REMINDER_STATE_UNSPECIFIED, pageSize: 0, pageToken: '' },
    5_000,
  );

/** A term whose first step was just released. */
async function opened(name: string): Promise<{ contract: ContractSnapshot; term: TermSnapshot; events: NewEvent[] }> {
  const today = utcDate(now());
  const sample = sampleOpened(name, { originalStart: addDays(addMonthsClamped(today, -12), 65) });
  await scene.feed(...sample.events);
  for (let n = 1; n < 15 && !(await released(sample.term.termId)); n++)
    await scene.at(`${addDays(today, n)}T17:00:00Z`);
  return sample;
}

/** The same when its first step was sent and it was paid then. */
async function paid(name: string): Promise<Awaited<ReturnType<typeof opened>>> {
  const sample = await opened(name);
  const { term } = sample;
  await scene.feed(sent(term, await released(term.termId)));
  await scene.feed(newEvent('payment.renewed', samplePayment(term, name)));
  return sample;
}

/** The same when all of it lies in the archive. */
async function archived(name: string): Promise<Awaited<ReturnType<typeof opened>> & { reminderId: string }> {
  const sample = await paid(name);
  const { termId } = sample.term;
  const before = await count(termId, '');
  expect(before).toMatchObject({ reminder: 5, send: 1 });
  await walk(200);
  expect(await count(termId, '')).toEqual(NONE);
  expect(await count(termId, '_archive')).toEqual(before);
  const reminderId = (await rows(termId)).find(({ state }) => state === 'SENT')?.reminder_id ?? '';
  return { ...sample, reminderId };
}

test('each archive has the columns of its table', async () => {
  for (const table of ARCHIVED_TABLES) expect(await archiveDrift(scene.service.database, table)).toEqual([]);
});

test('lists, Why and the chain are the same before and after the move; the term itself stays', async () => {
  const { term } = await paid('moved');
  const reminderId = (await rows(term.termId)).find(({ state }) => state === 'SENT')?.reminder_id ?? '';
  const before = [await list(term.termId), await why(reminderId)];
  expect(before[1]).toMatchObject({ chainIntact: true, decisions: [{}, { kind: 'RELEASED' }, { kind: 'SENT' }] });
  await walk(60 + 89);
  expect(await count(term.termId, '_archive')).toEqual(NONE);
  await walk(35);
  expect(await count(term.termId, '')).toEqual(NONE);
  expect([await list(term.termId), await why(reminderId)]).toEqual(before);
  expect(await query('select closed, moving from term where term_id = $1', [term.termId])).toEqual([
    { closed: true, moving: false },
  ]);
  await scene.service.database.execute(
    `update decision_archive set facts = facts || ' ' where term_id = $1 and seq = 1`,
    [term.termId],
  );
  expect((await why(reminderId)).chainIntact).toBe(false);
});

test('a payment for an archived term, and the news that it renewed, add causes and nothing else', async () => {
  const { term } = await archived('again-paid');
  await scene.feed(newEvent('payment.renewed', samplePayment(term, 'second')));
  const later = { ...term, state: TermState.TERM_STATE_RENEWED };
  await scene.feed(
    newEvent('contract.renewed', { term: later, cause: 'contract:9', nextTerm: undefined, late: false }),
  );
  expect(await query('select cause from closure where term_id = $1', [term.termId])).toHaveLength(3);
  expect(await count(term.termId, '')).toEqual(NONE);
  expect(await rows(term.termId)).toHaveLength(5);
});

test('a reversal that re-opens an archived term plans new occurrences behind the old rows, on the same chain', async () => {
  const { term, reminderId } = await archived('reversed');
  const [{ cause } = { cause: '' }] = await query<{ cause: string }>('select cause from closure where term_id = $1', [
    term.termId,
  ]);
  const later = { ...term, version: 2, lastDay: addDays(utcDate(now()), 10) };
  await scene.feed(newEvent('contract.reopened', { term: later, undoes: [cause], reason: '' }));
  const after = await rows(term.termId);
  expect(await count(term.termId, '_archive')).toEqual(NONE);
  expect(after.filter(({ state }) => state === 'SENT')).toHaveLength(1);
  expect(after.filter(({ state, occurrence }) => state === 'PLANNED' && occurrence > 0).length).toBeGreaterThan(0);
  expect(new Set(after.map(({ reminder_id }) => reminder_id)).size).toBe(after.length);
  expect((await why(reminderId)).chainIntact).toBe(true);
  await scene.feed(newEvent('payment.renewed', samplePayment(term, 'reversed-twice')));
  await walk(200);
  expect(await count(term.termId, '')).toEqual(NONE);
  expect((await why(reminderId)).chainIntact).toBe(true);
});

test('a correction of a closed term brings it back before it is planned; it is archived again', async () => {
  const { term, contract, reminderId } = await archived('corrected');
  const moved = { ...term, version: 3, lastDay: addDays(term.lastDay, 3), state: TermState.TERM_STATE_RENEWED };
  await scene.feed(newEvent('contract.changed', { contract, terms: [moved] }));
  expect(await count(term.termId, '_archive')).toEqual(NONE);
  expect(await rows(term.termId)).toHaveLength(5);
  expect((await why(reminderId)).chainIntact).toBe(true);
  await walk(130);
  expect(await count(term.termId, '')).toEqual(NONE);
  expect((await why(reminderId)).chainIntact).toBe(true);
});

test('everything told once more, as from dead letters or from zero, changes nothing and leaves the archive alone', async () => {
  const { term } = await archived('replayed');
  const dump = () => query(`select to_jsonb(r) as row from reminder_all r order by reminder_id`, []);
  const before = [await dump(), await count(term.termId, '_archive')];
  const again = scene.history.flatMap(({ events }) => events);
  await feedEvents(scene.log, again, 2_000_000, { wall: instant(Date.now()), business: now() });
  await scene.untilIdle();
  expect([await dump(), await count(term.termId, '_archive')]).toEqual(before);
  expect(await query(`select 1 from outbox where type = 'dead-letter'`, [])).toEqual([]);
});

test('a term whose reminder waits for its outcome stays; the outcome is taken however late', async () => {
  const { term } = await opened('unanswered');
  const row = await released(term.termId);
  await scene.feed(newEvent('payment.renewed', samplePayment(term, 'unanswered')));
  await walk(300);
  expect(await count(term.termId, '_archive')).toEqual(NONE);
  await scene.feed(sent(term, row));
  expect((await rows(term.termId)).find(({ reminder_id }) => reminder_id === row?.reminder_id)?.state).toBe('SENT');
  await walk(130);
  expect(await count(term.termId, '')).toEqual(NONE);
  await scene.feed(sampleOutcome(term, row, { reason: 'EXPIRED' }));
  expect((await rows(term.termId)).find(({ reminder_id }) => reminder_id === row?.reminder_id)?.state).toBe('SENT');
  expect((await why(row?.reminder_id ?? '')).chainIntact).toBe(true);
});

test('reminders are restated from zero, archived ones among them', async () => {
  const { term } = await archived('restated');
  let after = '';
  do after = (await unary(grpc, 'restate', { afterId: after, pageSize: 3 }, 5_000)).nextAfterId;
  while (after !== '');
  const published = await scene.published('reminder.planned', term.termId);
  expect(published.at(-1)?.['reminders']).toHaveLength(5);
});

test('a process may end between any two steps, or within one: the next goes on, nothing is lost or doubled', async () => {
  const names = Array.from({ length: 6 }, (_, n) => `killed-${n}`);
  const terms: string[] = [];
  for (const name of names) terms.push((await paid(name)).term.termId);
  const everything = async () => {
    const tables = [];
    for (const table of ['reminder', 'decision'])
      tables.push(await query(`select * from ${table}_all where term_id = any($1) order by 1, 2`, [terms]));
    tables.push(
      await query(
        `select * from send_all where message_id in (select message_id from reminder_all where term_id = any($1))
         order by 1`,
        [terms],
      ),
    );
    return tables;
  };
  const before = await everything();
  expect(before[1]?.length).toBeGreaterThan(60);
  const config = scene.service.app.get<ServiceConfig>(SERVICE_CONFIG);
  const later = addMs(now(), 200 * DAY);
  let killed = 0;
  const archiver = (commits: number) =>
    new Database({
      url: config.DATABASE_URL,
      applicationName: 'archiver',
      onPoolError: () => undefined,
      failpoint: (name) => {
        if (name.startsWith('scheduling.archive') && name.endsWith('.before-commit') && commits-- <= 0)
          throw new Error('killed');
      },
    });
  for (let calm = 0, round = 0; calm < 2 && round < 400; round++) {
    const database = archiver(round % 4);
    const steps = new ArchiveWork(database, scene.service.clock, scene.service.app.get(SchedulingMetrics).archive, {
      ...archivedTerms(config),
      // Few rows a step, so that steps end in the middle of a term.
      rowsPerStep: 7,
    });
    try {
      for (let n = 0; n < 3; n++)
        calm = (await steps.run(later)) === 0 && !(await archiveQueue(database)).moving ? calm + 1 : 0;
    } catch (error) {
      expect(String(error)).toContain('killed');
      killed += 1;
    } finally {
      await database.close();
    }
    expect(await everything()).toEqual(before);
  }
  expect(killed).toBeGreaterThan(3);
  for (const termId of terms) expect(await count(termId, '')).toEqual(NONE);
}, 60_000);
