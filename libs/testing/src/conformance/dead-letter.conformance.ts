import { dropPartitionsBefore } from '@perennial/database/partitions';
import { instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { QuoteIssued } from '@perennial/proto/gen/perennial/events/v1/payments';
import { toRecord } from '@perennial/events/cloud-event';
import { keepDeadLetters } from '@perennial/events/consumer/wave';
import type { DeadLetter, DeadLetterBody } from '@perennial/events/dead-letters/dead-letter';
import { MAX_EVENT_BYTES } from '@perennial/events/limits';
import { deadLetterTopic, TOPICS } from '@perennial/events/topics';
import { until } from './log-harness.js';
import { NOW, type PipelineStand } from './pipeline-stand.js';

/** What becomes of events that cannot be handled, and of good ones while something else fails. */
export function deadLetterTests(stand: PipelineStand): void {
  const { relay, consumer, note, seen, outbox, quote, started } = stand;

  test('poison bytes, a wrong schema and a refusing handler end as dead letters; the key goes on', async () => {
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
    await stand.log.append([
      toRecord(TOPICS.payments, 'poison', { ...at, id: 'p1' }, Buffer.from([0xff, 0x00, 0xfe])),
      toRecord(TOPICS.payments, 'poison', { ...at, id: 'p2' }, Buffer.from('{"customerId":"poison","version":"five"}')),
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
      'lies in the future',
    ]) {
      expect(letters.filter((letter) => letter.reason.includes(reason))).toHaveLength(1);
    }
    const kept = async (): Promise<number> =>
      (await stand.database.query('select from outbox where topic = $1', [deadLetterTopic('poison')])).length;
    expect(await kept()).toBe(5);
    const runner = {
      group: 'poison',
      database: stand.database,
      outbox,
      handlers: new Map(),
      now: () => NOW,
      failpoint: () => undefined,
    };
    expect(await keepDeadLetters(runner, letters)).toEqual([]);
    expect(await kept()).toBe(5);
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
    await stand.database.transaction('write', (tx) => outbox.append(tx, [quote('bug', 1), quote('bug', 2)], NOW));
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
    await stand.database.query(`create table disk (free boolean not null)`);
    await stand.database.query(`insert into disk values (false)`);
    // What a full tablespace answers to an insert, as the server's own code does it: ERRCODE_DISK_FULL.
    await stand.database.query(`create function check_disk() returns trigger language plpgsql as $$
      begin if new.grp = 'full' and not (select free from disk) then raise exception 'could not extend file: No space left on device' using errcode = '53100'; end if; return new; end $$`);
    await stand.database.query(`create trigger disk before insert on seen for each row execute function check_disk()`);
    relay('00000000-0000-4000-8000-000000000006');
    consumer(
      'full',
      (batch) => note(batch.tx, 'full', batch),
      letters,
      (error) => stalls.push(error),
    );
    await stand.database.transaction('write', (tx) => outbox.append(tx, [quote('full', 1), quote('full', 2)], NOW));
    await until('it has paused more than once', () => stalls.length > 2);
    expect(stalls.every((error) => String(error).includes('No space left'))).toBe(true);
    expect(await seen('full', 'full')).toEqual([]);
    await stand.database.query(`update disk set free = true`);
    await until('it went on', async () => (await seen('full', 'full')).length === 2);
    expect((await seen('full', 'full')).map(({ n }) => n)).toEqual([1, 2]);
    expect(letters.filter(({ reason }) => reason.includes('No space'))).toEqual([]);
  });

  test('a partition of the inbox that housekeeping dropped is made anew, and dead-letters nothing (review 27)', async () => {
    const letters: DeadLetter[] = [];
    relay('00000000-0000-4000-8000-000000000010');
    consumer('dropped', (batch) => note(batch.tx, 'dropped', batch), letters);
    const write = (version: number): Promise<unknown> =>
      stand.database.transaction('write', (tx) => outbox.append(tx, [quote('dropped', version)], NOW));
    const handled = async (count: number): Promise<boolean> => (await seen('dropped', 'dropped')).length === count;
    await write(1);
    await until('the first is handled', () => handled(1));
    await dropPartitionsBefore(stand.database, 'inbox', Date.now() + 3 * 86_400_000);
    await write(2);
    await until('the second is handled', () => handled(2));
    expect(letters.filter(({ record }) => record.key === 'dropped')).toEqual([]);
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
    await stand.log.append([
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
      stand.log.subscribe({
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
}
