import { instant } from '@perennial/kernel/instant';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { Kafka as KafkaBinding, type CloudEvent } from 'cloudevents';
import type { KafkaMessage } from 'kafkajs';
import { toRecord } from '../cloud-event.js';
import { freshGroup, freshTopic, until } from '@perennial/testing/conformance/log-harness';
import { openKafka, type KafkaConnection } from './kafka-connection.js';
import { KafkaEventLog } from './kafka-event-log.js';

describeWithKafka('what others read', () => {
  let kafka: TestKafka;
  let connection: KafkaConnection;

  beforeAll(async () => {
    kafka = await testKafka();
    connection = { brokers: kafka.brokers.split(','), tls: false, clientId: 'sdk' };
  }, 90_000);
  afterAll(async () => {
    await kafka.stop();
  });

  test('an SDK of CloudEvents finds event, attributes, extensions, key and data in binary mode', async () => {
    const topic = freshTopic();
    const log = new KafkaEventLog({
      connection,
      monotonic: () => performance.now(),
      onError: () => undefined,
      onLine: () => undefined,
    });
    await log.ensureTopics([topic]);
    const at = {
      id: 'payments-42',
      source: '/perennial/payments',
      type: 'payment.renewed',
      subject: 'term-1',
      time: instant(Date.UTC(2025, 0, 2, 3, 4, 5, 6)),
      businesstime: instant(Date.UTC(2024, 5, 1)),
      restated: true,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    };
    await log.append([toRecord(topic, 'customer-1', at, Buffer.from('{"termId":"term-1","amount":"12"}'))]);
    const message = await firstMessage(connection, topic);
    await log.close();

    const headers = Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const given = { key: String(message.key), value: message.value as Buffer, headers, body: undefined };
    expect(KafkaBinding.isEvent(given)).toBe(true);
    const event = KafkaBinding.toEvent(given) as CloudEvent<unknown>;
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: 'payments-42',
      source: '/perennial/payments',
      type: 'payment.renewed',
      subject: 'term-1',
      time: '2025-01-02T03:04:05.006Z',
      datacontenttype: 'application/json',
      businesstime: '2024-06-01T00:00:00Z',
      restated: 'true',
      traceparent: at.traceparent,
      partitionkey: 'customer-1',
      data: { termId: 'term-1', amount: '12' },
    });
  });
});

async function firstMessage(connection: KafkaConnection, topic: string): Promise<KafkaMessage> {
  const consumer = openKafka(connection, () => undefined).consumer({ groupId: freshGroup('sdk') });
  let first: KafkaMessage | undefined;
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ eachMessage: async ({ message }) => void (first ??= message) });
  await until('it has come', () => first !== undefined);
  await consumer.disconnect();
  return first as KafkaMessage;
}
