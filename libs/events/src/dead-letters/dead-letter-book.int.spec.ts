import { migrate } from '@perennial/database/migrate';
import { instant } from '@perennial/kernel/instant';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka } from '@perennial/kafka/test-kafka';
import { createTestDatabase } from '@perennial/testing/postgres';
import { toRecord } from '../cloud-event.js';
import { deadLetterRow } from './dead-letter.js';
import type { EventLog } from '../event-log.js';
import { openLog, openLogReader, type LogLocation } from '../log-location.js';
import type { LogReader, ReadRecord } from '../log-reader.js';
import { LOG_MIGRATIONS } from '../postgres-log/log-migrations.js';
import { deadLetterTopic } from '../topics.js';
import { DeadLetterBook } from './dead-letter-book.js';

const GROUP = `book-${process.pid}`;
const [TOPIC, LETTERS] = [`letters-${process.pid}`, deadLetterTopic(GROUP)];
const AT = {
  id: 'x',
  source: '/test',
  type: 'quote.issued',
  subject: 't',
  time: instant(1_700_000_000_000),
  businesstime: instant(0),
  restated: false,
  traceparent: undefined,
};
const POISON = Buffer.from([0xff, 0x00, 0xfe]);

function suite(open: () => Promise<{ location: LogLocation; end: () => Promise<void> }>): void {
  let log: EventLog;
  let reader: LogReader;
  let book: DeadLetterBook;
  let end: () => Promise<void>;

  beforeAll(async () => {
    const { location, end: stop } = await open();
    end = stop;
    log = openLog(
      location,
      'letters-spec',
      () => performance.now(),
      () => undefined,
    );
    reader = openLogReader(location, 'letters-spec', () => undefined);
    book = new DeadLetterBook(reader);
    await log.ensureTopics([TOPIC, LETTERS]);
    const record = { ...toRecord(TOPIC, 'c1', { ...AT, id: 'e1' }, POISON), partition: 3, offset: 9n };
    const row = deadLetterRow(GROUP, { record, reason: 'data is not a JSON object' }, instant(0));
    await log.append([toRecord(row.topic, row.key, { ...AT, id: 'd1', type: row.type }, Buffer.from(row.data))]);
    await log.append([{ topic: LETTERS, key: 'c1', headers: {}, value: Buffer.from('scribbled') }]);
  }, 120_000);
  afterAll(async () => {
    await log?.close();
    await reader?.close();
    await end?.();
  });

  const placeOfFirst = async () => {
    const [topic, partition, offset] = (await book.list(GROUP))[0]?.split('  ')[1]?.split(' ') ?? [];
    return { topic: topic as string, partition: Number(partition), offset: BigInt(offset as string) };
  };

  test('lists what there is, of one group and of all', async () => {
    const lines = await book.list(GROUP);
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^20\\d\\d-.*Z  ${LETTERS} \\d+ 0  quote\\.issued  data is not a JSON object$`)),
      expect.stringMatching(/ 1 {2}not a dead letter of ours$/),
    ]);
    expect(await book.list()).toEqual(expect.arrayContaining(lines));
    expect(await book.list('nobody')).toEqual([]);
  });

  test('shows one with its bytes', async () => {
    const place = await placeOfFirst();
    expect(JSON.parse((await book.show(place)) ?? '')).toMatchObject({
      group: GROUP,
      topic: TOPIC,
      partition: 3,
      offset: '9',
      key: 'c1',
      value: POISON.toString('base64'),
    });
    expect(await book.show({ ...place, offset: 77n })).toBeUndefined();
    expect(await book.show({ ...place, topic: deadLetterTopic('nobody') })).toBeUndefined();
    await expect(book.show({ ...place, topic: TOPIC })).rejects.toThrow('is no topic of dead letters');
    await expect(book.show({ ...place, offset: 1n })).rejects.toThrow('is not a dead letter of ours');
  });

  test('replays one: the same bytes, headers and key on its topic again', async () => {
    expect(await book.replay(await placeOfFirst(), log)).toMatchObject({ group: GROUP, topic: TOPIC });
    const seen: ReadRecord[] = [];
    await reader.read([TOPIC], (records) => void seen.push(...records));
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      key: 'c1',
      headers: { ce_id: 'e1', ce_type: 'quote.issued', ce_specversion: '1.0' },
    });
    expect(seen[0]?.value.equals(POISON)).toBe(true);
  });
}

describe('dead letters on the postgres log', () =>
  suite(async () => {
    const database = await createTestDatabase('letters');
    await migrate({ url: database.url, service: 'event-log', migrations: LOG_MIGRATIONS });
    return { location: { kind: 'postgres', url: database.url }, end: () => database.drop() };
  }));

describeWithKafka('dead letters on Kafka', () =>
  suite(async () => {
    const kafka = await testKafka();
    return {
      location: {
        kind: 'kafka',
        connection: { brokers: kafka.brokers.split(','), tls: false, clientId: 'letters-spec' },
      },
      end: () => kafka.stop(),
    };
  }),
);
