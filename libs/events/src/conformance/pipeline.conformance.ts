import { Database, type Transaction } from '@perennial/database/database';
import { migrate } from '@perennial/database/migrate';
import { ensurePartitions } from '@perennial/database/partitions';
import { instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { QuoteIssued } from '@perennial/proto/gen/perennial/events/v1/payments';
import { toRecord } from '../cloud-event.js';
import { Consumer } from '../consumer/consumer.js';
import type { DeadLetter, DeadLetterBody } from '../consumer/dead-letter.js';
import type { EventBatch, Handler } from '../consumer/handler.js';
import { keepDeadLetters } from '../consumer/wave.js';
import type { EventLog } from '../event-log.js';
import { newEvent } from '../event.js';
import { MAX_EVENT_BYTES } from '../limits.js';
import { EVENT_MIGRATIONS } from '../event-migrations.js';
import { Outbox } from '../outbox/outbox.js';
import { Relay } from '../outbox/relay.js';
import { deadLetterTopic, TOPICS } from '../topics.js';
import { until, type LogHarness } from './log-harness.js';

const NOW = instant(Date.UTC(2025, 0, 1));
const GROUPS = ['race', 'poison', 'retry', 'full', 'big', 'bug'];
interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A PostgreSQL for the services' side. */
interface TestServer {
  createDatabase(prefix: string): Promise<TestDatabase>;
  stop(): Promise<void>;
}

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
    let server: TestServer;
    let harness: LogHarness;
    let otherDb: TestDatabase;
    let serviceDb: TestDatabase;
    let database: Database;
    let log: EventLog;
    const started: { stop(): Promise<void> }[] = [];

    beforeAll(async () => {
      [server, harness] = [await startServer(), await start()];
      [otherDb, serviceDb] = [await server.createDatabase('other'), await server.createDatabase('pipeline')];
      await migrate({ url: serviceDb.url, service: 'pipeline', entities: [], migrations: EVENT_MIGRATIONS });
      database = new Database({
        url: serviceDb.url,
        applicationName: 'pipeline',
        poolSize: 20,
        onPoolError: () => undefined,
      });
      await ensurePartitions(database, 'outbox', { now: Date.now(), everyDays: 1, aheadDays: 1 });
      await database.query('create table seen (grp text, key text, n int, at bigserial)');
      log = harness.open();
      await log.ensureTopics([...Object.values(TOPICS), ...GROUPS.map(deadLetterTopic)]);
    }, 90_000);
    afterEach(async () => {
      for (const thing of started.splice(0).reverse()) await thing.stop();
    });
    afterAll(async () => {
      await log.close();
      await harness.close();
      await database.close();
      await serviceDb.drop();
      await otherDb.drop();
      await server.stop();
    });

    const quote = (key: string, version: number) =>
      newEvent(
        'quote.issued',
        QuoteIssued.fromJSON({ quoteId: 'q', termId: 't', contractId: 'c', customerId: key, version }),
      );

    function relay(holder: string): Relay {
      const one = new Relay({
        service: 'pipeline',
        database,
        log,
        holder,
        monotonic: () => performance.now(),
        failpoint: () => undefined,
        onError: () => undefined,
        onPublished: () => undefined,
      });
      started.push(one);
      one.start();
      return one;
    }

    function consumer(
      group: string,
      handle: (batch: EventBatch<'quote.issued'>) => Promise<void>,
      letters: DeadLetter[] = [],
      stalled: (error: unknown) => void = () => undefined,
    ): Consumer {
      const handler: Handler = {
        type: 'quote.issued',
        rowsPerEvent: 2,
        handle: (batch) => handle(batch as EventBatch<'quote.issued'>),
      };
      const one = new Consumer({
        group,
        database,
        log,
        outbox,
        handlers: new Map([['quote.issued', handler]]),
        now: () => NOW,
        wallNow: () => instant(Date.now()),
        failpoint: () => undefined,
        rebuildable: false,
        maxWaveRows: 1_000,
        onBusinesstime: () => undefined,
        observer: {
          handled: () => undefined,
          deadLettered: (_group, letter) => letters.push(letter),
          stalled: (_group, error) => stalled(error),
        },
      });
      started.push(one);
      one.start();
      return one;
    }

    const outbox = new Outbox(() => undefined);
    const note = async (tx: Transaction, group: string, batch: EventBatch<'quote.issued'>): Promise<void> => {
      await tx.query(
        'insert into seen (grp, key, n) select $1, k, n from unnest($2::text[], $3::int[]) with ordinality as u(k, n, o) order by o',
        [group, batch.events.map((e) => e.key), batch.events.map((e) => e.payload.version)],
      );
    };
    const seen = async (group: string, prefix: string): Promise<{ key: string; n: number }[]> =>
      await database.query('select key, n from seen where grp = $1 and starts_with(key, $2) order by at', [
        group,
        prefix,
      ]);

    test('eight writers, twenty keys, rollbacks in between, two relays: published once committed, in order, handled once', async () => {
      relay('00000000-0000-4000-8000-000000000001');
      relay('00000000-0000-4000-8000-000000000002');
      consumer('race', (batch) => note(batch.tx, 'race', batch));
      await database.query('create table counter (key text primary key, n int not null)');
      await database.query(`insert into counter select 'race-' || i, 0 from generate_series(0, 19) i`);
      let committed = 0;
      await Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          for (let i = 0; i < 60; i += 1) {
            const key = `race-${(writer * 7 + i * 3) % 20}`;
            const attempt = database.transaction('write', async (tx) => {
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
        url: otherDb.url,
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
      await database.transaction('write', (tx) => outbox.append(tx, [quote('held', 1)], NOW));
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(await one.pending()).toBe(1);
      finish?.();
      await open;
      await until('it was published', async () => (await one.pending()) === 0);
      await other.close();
    });

    test('a stopped lease holder is replaced, and publishes nothing under its old epoch', async () => {
      await database.query(
        `update relay_lease set holder = '00000000-0000-4000-8000-0000000000ff', epoch = epoch + 1, until = clock_timestamp() + interval '400 milliseconds'`,
      );
      const successor = relay('00000000-0000-4000-8000-000000000004');
      await database.transaction('write', (tx) => outbox.append(tx, [quote('lease', 1)], NOW));
      await until('the successor took over', async () => (await successor.pending()) === 0);
      const moved = await database.execute(
        `update relay_lease set position = 0 where holder = '00000000-0000-4000-8000-0000000000ff'`,
      );
      expect(moved).toBe(0);
    });

    test('poison bytes, a wrong schema, an unknown type and a refusing handler end as dead letters; the key goes on', async () => {
      const letters: DeadLetter[] = [];
      const at = {
        id: 'x',
        source: '/test',
        type: 'quote.issued',
        subject: 't',
        time: instant(Date.now()),
        businesstime: NOW,
        restated: false,
        traceparent: undefined,
      };
      const good = Buffer.from(
        JSON.stringify(QuoteIssued.toJSON(QuoteIssued.fromJSON({ customerId: 'poison', version: 5 }))),
      );
      await log.append([
        toRecord(TOPICS.payments, 'poison', { ...at, id: 'p1' }, Buffer.from([0xff, 0x00, 0xfe])),
        toRecord(
          TOPICS.payments,
          'poison',
          { ...at, id: 'p2' },
          Buffer.from('{"customerId":"poison","version":"five"}'),
        ),
        toRecord(TOPICS.payments, 'poison', { ...at, id: 'p3', type: 'quote.imagined' }, good),
        { topic: TOPICS.payments, key: 'poison', headers: {}, value: good },
        toRecord(TOPICS.payments, 'poison', { ...at, id: 'p4' }, Buffer.from('{"customerId":"poison","version":13}')),
        toRecord(TOPICS.payments, 'poison', { ...at, id: 'p6', time: instant(Date.parse('9000-01-01')) }, good),
        toRecord(TOPICS.payments, 'poison', { ...at, id: 'p5' }, good),
        toRecord(TOPICS.payments, 'poison', { ...at, id: 'p5' }, good),
      ]);
      const one = consumer(
        'poison',
        async (batch) => {
          if (batch.events.some((event) => event.key === 'poison' && event.payload.version === 13))
            throw new DomainError('INVALID_EVENT', 'thirteen is refused');
          await note(batch.tx, 'poison', batch);
        },
        letters,
      );
      await until('all is committed', async () => (await one.lag()) === 0n);
      expect(await seen('poison', 'poison')).toEqual([{ key: 'poison', n: 5 }]);
      for (const reason of [
        'ce_specversion',
        'not a JSON object',
        'version must be a number',
        'thirteen is refused',
        'quote.imagined',
        'lies in the future',
      ]) {
        expect(letters.filter((letter) => letter.reason.includes(reason))).toHaveLength(1);
      }
      const kept = async (): Promise<number> =>
        (await database.query('select from outbox where topic = $1', [deadLetterTopic('poison')])).length;
      expect(await kept()).toBe(6);
      const runner = {
        group: 'poison',
        database,
        outbox,
        handlers: new Map(),
        now: () => NOW,
        failpoint: () => undefined,
      };
      expect(await keepDeadLetters(runner, letters)).toEqual([]);
      expect(await kept()).toBe(6);
      const again = letters
        .slice(0, 1)
        .map(({ record, reason }) => ({ reason, record: { ...record, value: Buffer.from('of a topic made anew') } }));
      expect(await keepDeadLetters(runner, again)).toEqual(again);
    });

    test("a database error that is nobody's fault dead-letters nothing: the event comes again", async () => {
      const letters: DeadLetter[] = [];
      let failures = 0;
      const one = consumer(
        'retry',
        async (batch) => {
          failures += 1;
          if (failures <= 2) await batch.tx.query('select * from no_such_table', []);
          await note(batch.tx, 'retry', batch);
        },
        letters,
      );
      await until('all is committed', async () => (await one.lag()) === 0n);
      expect(failures).toBeGreaterThan(2);
      expect(letters.filter((letter) => letter.reason.includes('no_such_table'))).toEqual([]);
    });

    test('a mistake in a handler dead-letters nothing: the group pauses, and the event is handled once the mistake is mended', async () => {
      const [letters, stalls] = [[] as DeadLetter[], [] as unknown[]];
      let mended = false;
      const one = consumer(
        'bug',
        async (batch) => {
          if (!mended && batch.events.some(({ key }) => key === 'bug'))
            (undefined as unknown as { handle(): void }).handle();
          await note(batch.tx, 'bug', batch);
        },
        letters,
        (error) => stalls.push(error),
      );
      relay('00000000-0000-4000-8000-000000000009');
      await database.transaction('write', (tx) => outbox.append(tx, [quote('bug', 1), quote('bug', 2)], NOW));
      await until('it has paused more than once', () => stalls.length > 1);
      expect(stalls.every((error) => error instanceof TypeError)).toBe(true);
      expect(letters.filter(({ record }) => record.key === 'bug')).toEqual([]);
      mended = true;
      await until('all is committed', async () => (await one.lag()) === 0n);
      expect((await seen('bug', 'bug')).map(({ n }) => n)).toEqual([1, 2]);
      expect(letters.filter(({ record }) => record.key === 'bug')).toEqual([]);
    });

    test('a disk-full answer of PostgreSQL pauses the consumer; it goes on when there is room, and nothing was set aside', async () => {
      const [letters, stalls] = [[] as DeadLetter[], [] as unknown[]];
      await database.query(`create table disk (free boolean not null)`);
      await database.query(`insert into disk values (false)`);
      // What a full tablespace answers to an insert, as the server's own code does it: ERRCODE_DISK_FULL.
      await database.query(`create function check_disk() returns trigger language plpgsql as $$
        begin if new.grp = 'full' and not (select free from disk) then raise exception 'could not extend file: No space left on device' using errcode = '53100'; end if; return new; end $$`);
      await database.query(`create trigger disk before insert on seen for each row execute function check_disk()`);
      relay('00000000-0000-4000-8000-000000000006');
      consumer(
        'full',
        (batch) => note(batch.tx, 'full', batch),
        letters,
        (error) => stalls.push(error),
      );
      await database.transaction('write', (tx) => outbox.append(tx, [quote('full', 1), quote('full', 2)], NOW));
      await until('it has paused more than once', () => stalls.length > 2);
      expect(stalls.every((error) => String(error).includes('No space left'))).toBe(true);
      expect(await seen('full', 'full')).toEqual([]);
      await database.query(`update disk set free = true`);
      await until('it went on', async () => (await seen('full', 'full')).length === 2);
      expect((await seen('full', 'full')).map(({ n }) => n)).toEqual([1, 2]);
      expect(letters.filter(({ reason }) => reason.includes('No space'))).toEqual([]);
    });

    test('a poison event of the largest size is kept as a dead letter, published, and can be read whole', async () => {
      const big = Buffer.alloc(MAX_EVENT_BYTES, 0xfe);
      const at = {
        id: 'big',
        source: '/test',
        type: 'quote.issued',
        subject: 't',
        time: instant(Date.now()),
        businesstime: NOW,
        restated: false,
        traceparent: undefined,
      };
      await log.append([
        toRecord(TOPICS.payments, 'big', at, big),
        toRecord(
          TOPICS.payments,
          'big',
          { ...at, id: 'nul\0id', subject: 'nul\0' },
          Buffer.from('{"customerId":"big","version":1}'),
        ),
      ]);
      relay('00000000-0000-4000-8000-000000000007');
      const one = consumer('big', (batch) => note(batch.tx, 'big', batch));
      const bodies: DeadLetterBody[] = [];
      started.push(
        log.subscribe({
          group: 'letters',
          topics: [deadLetterTopic('big')],
          maxRecords: 10,
          onError: () => undefined,
          onBatch: async (records) => (
            bodies.push(...records.map((record) => JSON.parse(record.value.toString('utf8')) as DeadLetterBody)),
            'commit'
          ),
        }),
      );
      await until('all is committed', async () => (await one.lag()) === 0n);
      await until(
        'the letters are on their topic',
        () =>
          bodies.some(({ headers }) => headers['ce_id'] === 'big') &&
          bodies.some(({ headers }) => headers['ce_id'] === 'nul\uFFFDid'),
      );
      const kept = bodies.find(({ headers }) => headers['ce_id'] === 'big') as DeadLetterBody;
      expect(Buffer.from(kept.value, 'base64').equals(big)).toBe(true);
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
      const refused = database.transaction('write', (tx) => outbox.append(tx, [quote('huge', 1), huge], NOW));
      await expect(refused).rejects.toMatchObject({
        code: 'EVENT_TOO_LARGE',
        violations: [{ field: 'data', rule: 'too_large' }],
      });
      const [kept] = await database.query<{ n: number }>(`select count(*)::int as n from outbox where key = 'huge'`);
      expect(kept?.n).toBe(0);
      await until('the relay is through', async () => (await one.pending()) === 0);
    });
  });
}
