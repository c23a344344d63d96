import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type KafkaNode, type TestKafka } from '@perennial/kafka/test-kafka';
import { eventLogConformance } from '@perennial/testing/conformance/event-log.conformance';
import { freshGroup, freshTopic, numbersOf, record, until } from '@perennial/testing/conformance/log-harness';
import type { EventLog, LogRecord, NewRecord } from '../event-log.js';
import { KafkaEventLog } from './kafka-event-log.js';
import { HUNG_MS } from './membership.js';

const KEYS = Array.from({ length: 30 }, (_, i) => `key-${i}`);

describeWithKafka('three brokers', () => {
  let kafka: TestKafka;
  const open = (): KafkaEventLog =>
    new KafkaEventLog({
      connection: { brokers: kafka.brokers.split(','), tls: false, clientId: 'leaders' },
      monotonic: () => performance.now(),
      onError: () => undefined,
      onLine: () => undefined,
    });

  beforeAll(async () => {
    kafka = await testKafka({ own: true, nodes: 3 });
  }, 180_000);
  afterAll(async () => {
    await kafka.stop();
  });

  eventLogConformance('kafka on three brokers', async () => ({
    takeoverMs: HUNG_MS,
    open,
    close: async () => undefined,
  }));

  test('each broker is killed once while it leads partitions and groups: nothing is lost, no key inverted, all goes on', async () => {
    const [log, reader, topic, group, seen] = [open(), open(), freshTopic(), freshGroup('leaders'), [] as LogRecord[]];
    await log.ensureTopics([topic]);
    reader.subscribe({
      group,
      topics: [topic],
      maxRecords: 100,
      onError: () => undefined,
      onBatch: async (records) => (seen.push(...records), 'commit'),
    });
    let [n, writing] = [0, true];
    const writer = (async () => {
      while (writing) {
        await appendPatiently(
          log,
          KEYS.map((key) => record(topic, key, n)),
        );
        n += 1;
      }
    })();
    try {
      for (const node of kafka.nodes)
        await killAndRestart(
          node,
          () => n,
          () => seen.length,
        );
    } finally {
      writing = false;
      await writer;
    }
    await until('all were read and committed', async () => (await reader.lag(group, [topic])) === 0n, 60_000);
    for (const key of KEYS) expect([...new Set(numbersOf(seen, key))]).toEqual(Array.from({ length: n }, (_, i) => i));
    await Promise.all([log.close(), reader.close()]);
  }, 300_000);
});

/** Writing and reading must both go on while the broker is down, and again when it is back. */
async function killAndRestart(node: KafkaNode, written: () => number, read: () => number): Promise<void> {
  const goesOn = async (what: string): Promise<void> => {
    const [w, r] = [written(), read()];
    await until(`${what}: appended and read again`, () => written() > w + 5 && read() > r + 5 * KEYS.length, 60_000);
  };
  await goesOn('before');
  await node.kill();
  await goesOn('without it');
  await node.start();
  await goesOn('with it again');
}

/** As the relay does it: the same again until it is acknowledged. */
async function appendPatiently(log: EventLog, records: readonly NewRecord[]): Promise<void> {
  while (
    !(await log.append(records).then(
      () => true,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 100));
}
