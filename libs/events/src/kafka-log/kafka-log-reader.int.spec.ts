import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import type { Admin, Kafka } from 'kafkajs';
import { readerConformance } from '@perennial/testing/conformance/log-reader.conformance';
import { openKafka } from './kafka-connection.js';
import { KafkaLogReader } from './kafka-log-reader.js';

const PARTITIONS = 4;

describeWithKafka('the Kafka log reader', () => {
  let broker: TestKafka;
  let kafka: Kafka;
  let admin: Admin;
  const errors: unknown[] = [];
  const topic = `reader-retention-${process.pid}`;

  beforeAll(async () => {
    broker = await testKafka();
    kafka = openKafka({ brokers: broker.brokers.split(','), tls: false, clientId: 'reader-spec' }, () => undefined);
    admin = kafka.admin();
    await admin.connect();
  }, 120_000);
  afterAll(async () => {
    await admin?.disconnect();
    await broker?.stop();
  });

  const reader = (): KafkaLogReader =>
    new KafkaLogReader({ kafka, onError: (error) => errors.push(error), stalledMs: 20_000 });
  const append = async (
    records: readonly {
      topic: string;
      key: string;
      partition: number;
      value: Buffer;
      headers: Record<string, string>;
    }[],
  ): Promise<void> => {
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for (const record of records) await producer.send({ topic: record.topic, acks: -1, messages: [record] });
    await producer.disconnect();
  };

  readerConformance(async (topics) => {
    await admin.createTopics({
      topics: topics.map((name) => ({ topic: name, numPartitions: PARTITIONS })),
      waitForLeaders: true,
    });
    return { open: reader, append };
  });

  test('begins where retention has moved the start of a partition to', async () => {
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true });
    await append(
      [...Array(6).keys()].map((n) => ({ topic, key: 'k', partition: 0, value: Buffer.from(String(n)), headers: {} })),
    );
    // kafkajs looks for the leader before it has asked for it.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] });
    const one = reader();
    const seen: string[] = [];
    await one.read([topic], (records) => void seen.push(...records.map((record) => record.value.toString())));
    expect(seen).toEqual(['4', '5']);
    expect(await one.readOne(topic, 0, 3n)).toBeUndefined();
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '-1' }] });
    await one.read([topic], () => fail());
    await one.close();
  });

  test('a record without a time of its own is read like any other', async () => {
    const timeless = `${topic}-timeless`;
    await admin.createTopics({ topics: [{ topic: timeless, numPartitions: 1 }], waitForLeaders: true });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: timeless, messages: [{ key: 'k', value: 'v', timestamp: '-1' }] });
    await producer.disconnect();
    const seen: number[] = [];
    await reader().read([timeless], (records) => void seen.push(...records.map((record) => record.appendedAt)));
    expect(seen).toEqual([0]);
  });

  test('reads behind a login; a broker that dies in the middle ends the reading with an error', async () => {
    const own = await testKafka({ sasl: { username: 'auditor', password: 'secret' } });
    const client = openKafka(
      {
        brokers: own.brokers.split(','),
        tls: false,
        clientId: 'reader-spec',
        sasl: { mechanism: 'scram-sha-512', username: 'auditor', password: 'secret' },
      },
      () => undefined,
    );
    const one = new KafkaLogReader({ kafka: client, onError: () => undefined, stalledMs: 4_000 });
    try {
      const other = client.admin();
      await other.connect();
      await other.createTopics({ topics: [{ topic: 'large', numPartitions: 1 }], waitForLeaders: true });
      await other.disconnect();
      const producer = client.producer();
      await producer.connect();
      for (let n = 0; n < 5; n += 1)
        await producer.send({ topic: 'large', messages: [{ value: Buffer.alloc(900_000) }] });
      await producer.disconnect();
      let seen = 0;
      await expect(
        one.read(['large'], async (records) => {
          seen += records.length;
          await own.nodes[0]?.kill();
        }),
      ).rejects.toThrow();
      expect(seen).toBeGreaterThan(0);
      expect(seen).toBeLessThan(5);
    } finally {
      await one.close();
      await own.stop();
    }
  }, 120_000);

  test('leaves no group behind', async () => {
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith('perennial.reader.'))).toEqual([]);
    expect(errors).toEqual([]);
  });
});

function fail(): never {
  throw new Error('nothing was there to be read');
}
