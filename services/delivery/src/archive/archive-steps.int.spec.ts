import { Database } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import { addMs, DAY } from '@perennial/kernel/instant';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import type { Made } from '@perennial/testing/system/delivery-scene';
import { ArchiveScene, NONE, ONE } from '../../test/archive-scene.js';
import { insertGuards } from '../guard/guard.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { archiveQueue } from './archive.store.js';
import { ArchiveTerms } from './archive-terms.js';

let scene: ArchiveScene;

// The service itself archives nothing: every step is taken by hand, each as by a process of its own.
beforeAll(async () => {
  scene = await ArchiveScene.start({ ARCHIVE_AFTER_DAYS: '3650' });
}, 60_000);
afterAll(() => scene.close(), 60_000);

/** Every row that belongs to the messages, wherever it lies. */
async function everything(all: readonly Made[]): Promise<unknown[]> {
  const ids = all.map(({ messageId }) => messageId);
  const rows: unknown[] = [];
  for (const table of ['message', 'dispatch', 'attempt'])
    rows.push(
      ...(await scene.service.database.query(`select * from ${table}_all where message_id = any($1) order by 1, 2`, [
        ids,
      ])),
    );
  const reminders = all.flatMap(({ riders }) => riders.map(({ reminderId }) => reminderId));
  rows.push(
    ...(await scene.service.database.query('select * from outcome_all where reminder_id = any($1) order by 1', [
      reminders,
    ])),
  );
  return rows;
}

test('a process may end between any two steps, or within one: the next goes on, nothing is lost or doubled', async () => {
  const all = Array.from({ length: 8 }, () => scene.messages.due({ riders: 40 }));
  for (const { event } of all) await scene.tell(event);
  for (const made of all) await scene.tell(...made.riders.map((_, n) => scene.messages.paid(made, n)));
  await scene.walk(1);
  const before = await everything(all);
  expect(before.length).toBeGreaterThan(500);
  let killed = 0;
  const url = scene.settings['DATABASE_URL'] as string;
  const archiver = (commits: number) =>
    new Database({
      url,
      applicationName: 'archiver',
      onPoolError: () => undefined,
      failpoint: (name) => {
        if (name.startsWith('delivery.archive') && name.endsWith('.before-commit') && commits-- <= 0)
          throw new Error('killed');
      },
    });
  const config = { ...scene.service.app.get<ServiceConfig>(SERVICE_CONFIG), ARCHIVE_AFTER_DAYS: 90 };
  const later = addMs(scene.now(), 200 * DAY);
  for (let calm = 0, round = 0; calm < 2 && round < 200; round++) {
    const database = archiver(round % 4);
    const steps = new ArchiveTerms(database, scene.service.clock, scene.service.app.get(DeliveryMetrics), config);
    try {
      for (let n = 0; n < 2; n++)
        calm = (await steps.run(later)) === 0 && !(await archiveQueue(database)).moving ? calm + 1 : 0;
    } catch (error) {
      expect(String(error)).toContain('killed');
      killed += 1;
    } finally {
      await database.close();
    }
    expect(await everything(all)).toEqual(before);
  }
  expect(killed).toBeGreaterThan(3);
  for (const made of all) expect(await scene.count(made, '')).toEqual(NONE);
});

test('rows of a marked term wait for whoever read its guard before the mark', async () => {
  const made = scene.messages.due();
  await scene.tell(made.event);
  await scene.tell(scene.messages.paid(made));
  await scene.walk(1);
  const config = { ...scene.service.app.get<ServiceConfig>(SERVICE_CONFIG), ARCHIVE_AFTER_DAYS: 90 };
  const steps = new ArchiveTerms(
    scene.service.database,
    scene.service.clock,
    scene.service.app.get(DeliveryMetrics),
    config,
  );
  const later = addMs(scene.now(), 200 * DAY);
  await scene.service.database.transaction('test.reader', async (tx) => {
    // As a wave does: its inbox rows first, then the guards, of which none is archived yet.
    await tx.query('select pg_current_xact_id()', []);
    expect(await insertGuards(tx, [made.riders[0]?.termId as TermId])).toEqual([]);
    for (let n = 0; n < 5; n++) await steps.run(later);
    expect((await archiveQueue(scene.service.database)).moving).toBe(true);
    expect(await scene.count(made, '')).toEqual(ONE);
  });
  for (let n = 0; n < 200 && (await archiveQueue(scene.service.database)).moving; n++) await steps.run(later);
  expect(await scene.count(made, '_archive')).toEqual(ONE);
});
