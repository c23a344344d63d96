import { Database } from '@perennial/database/database';
import { QuoteIssued } from '@perennial/proto/gen/perennial/events/v1/payments';
import { newEvent } from '@perennial/events/event';
import { MAX_EVENT_BYTES } from '@perennial/events/limits';
import { deadLetterTests } from './dead-letter.conformance.js';
import { until, type LogHarness } from './log-harness.js';
import { NOW, pipelineStand, type PipelineStand, type TestServer } from './pipeline-stand.js';
import { versionTests } from './version.conformance.js';

/**
 * Outbox → relay → log → consumer, with real PostgreSQL on both ends; each adapter's int spec calls this on a log of
 * its own.
 */
export function pipelineConformance(
  name: string,
  start: () => Promise<LogHarness>,
  startServer: () => Promise<TestServer>,
): void {
  describe(`pipeline on ${name}`, () => {
    const stand = pipelineStand(start, startServer);
    flowTests(stand);
    deadLetterTests(stand);
    versionTests(stand);
  });
}

function flowTests(stand: PipelineStand): void {
  const { relay, consumer, note, seen, outbox, quote } = stand;

  test('eight writers, twenty keys, rollbacks in between, two relays: published once committed, in order, handled once', async () => {
    relay('00000000-0000-4000-8000-000000000001');
    relay('00000000-0000-4000-8000-000000000002');
    consumer('race', (batch) => note(batch.tx, 'race', batch));
    await stand.database.query('create table counter (key text primary key, n int not null)');
    await stand.database.query(`insert into counter select 'race-' || i, 0 from generate_series(0, 19) i`);
    let committed = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; i < 60; i += 1) {
          const key = `race-${(writer * 7 + i * 3) % 20}`;
          const attempt = stand.database.transaction('write', async (tx) => {
            const [row] = await tx.query<{ n: number }>('update counter set n = n + 1 where key = $1 returning n', [
              key,
            ]);
            await outbox.append(tx, [quote(key, row?.n ?? 0)], NOW);
            if (i % 7 === 3) throw new Error('rolled back on purpose');
          });
          await attempt.then(
            () => (committed += 1),
            () => undefined,
          );
        }
      }),
    );
    expect(committed).toBeGreaterThan(300);
    await until('all have been handled', async () => (await seen('race', 'race-')).length >= committed);
    const rows = await seen('race', 'race-');
    expect(rows.length).toBe(committed);
    for (let i = 0; i < 20; i += 1) {
      const numbers = rows.filter((row) => row.key === `race-${i}`).map((row) => row.n);
      expect(numbers).toEqual(numbers.map((_, n) => n + 1));
    }
  });

  test('a writing transaction left open in another database holds the relay back, and loses nothing', async () => {
    const other = new Database({
      url: stand.otherUrl,
      applicationName: 'other',
      poolSize: 1,
      onPoolError: () => undefined,
    });
    let finish: (() => void) | undefined;
    const open = other.transaction('left-open', async (tx) => {
      await tx.query('select pg_current_xact_id()', []);
      await new Promise<void>((resolve) => (finish = resolve));
    });
    await until('it has begun', () => finish !== undefined);
    const one = relay('00000000-0000-4000-8000-000000000003');
    await stand.database.transaction('write', (tx) => outbox.append(tx, [quote('held', 1)], NOW));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await one.pending()).toBe(1);
    finish?.();
    await open;
    await until('it was published', async () => (await one.pending()) === 0);
    await other.close();
  });

  test('a stopped lease holder is replaced, and publishes nothing under its old epoch', async () => {
    await stand.database.query(
      `update relay_lease set holder = '00000000-0000-4000-8000-0000000000ff', epoch = epoch + 1,
       until = clock_timestamp() + interval '400 milliseconds'`,
    );
    const successor = relay('00000000-0000-4000-8000-000000000004');
    await stand.database.transaction('write', (tx) => outbox.append(tx, [quote('lease', 1)], NOW));
    await until('the successor took over', async () => (await successor.pending()) === 0);
    const moved = await stand.database.execute(
      `update relay_lease set position = 0 where holder = '00000000-0000-4000-8000-0000000000ff'`,
    );
    expect(moved).toBe(0);
  });

  test('an event above the largest size is refused at the outbox: nothing is written, and nothing sticks in the relay', async () => {
    const one = relay('00000000-0000-4000-8000-000000000008');
    const huge = newEvent(
      'quote.issued',
      QuoteIssued.fromJSON({
        quoteId: 'q'.repeat(MAX_EVENT_BYTES),
        customerId: 'huge',
        termId: 't',
        contractId: 'c',
        version: 1,
      }),
    );
    const refused = stand.database.transaction('write', (tx) => outbox.append(tx, [quote('huge', 1), huge], NOW));
    await expect(refused).rejects.toMatchObject({
      code: 'EVENT_TOO_LARGE',
      violations: [{ field: 'data', rule: 'too_large' }],
    });
    const [kept] = await stand.database.query<{ n: number }>(
      `select count(*)::int as n from outbox where key = 'huge'`,
    );
    expect(kept?.n).toBe(0);
    await until('the relay is through', async () => (await one.pending()) === 0);
  });
}
