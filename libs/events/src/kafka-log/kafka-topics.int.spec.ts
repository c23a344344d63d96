import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { freePort } from '@perennial/processes/free-port';
import { freshTopic } from '@perennial/testing/conformance/log-harness';
import { deadLetterTopic, TOPICS } from '../topics.js';
import { openKafka, type KafkaConnection } from './kafka-connection.js';
import { KafkaEventLog } from './kafka-event-log.js';

describeWithKafka('topics and the way to Kafka', () => {
  let kafka: TestKafka;
  let connection: KafkaConnection;
  const lines: string[] = [];
  const opened: KafkaEventLog[] = [];

  beforeAll(async () => {
    kafka = await testKafka({ properties: { 'message.max.bytes': '500000' } });
    connection = { brokers: kafka.brokers.split(','), tls: false, clientId: 'topics' };
  }, 90_000);
  afterAll(async () => {
    await Promise.all(opened.map((log) => log.close()));
    await kafka.stop();
  });

  function open(more: Partial<KafkaConnection> = {}): KafkaEventLog {
    const log = new KafkaEventLog({
      connection: { ...connection, ...more },
      monotonic: () => performance.now(),
      onError: () => undefined,
      onLine: (_level, message) => lines.push(message),
    });
    opened.push(log);
    return log;
  }

  async function asAdmin<T>(
    work: (admin: ReturnType<ReturnType<typeof openKafka>['admin']>) => Promise<T>,
  ): Promise<T> {
    const admin = openKafka(connection, () => undefined).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  test("several services create them at once, each with its own settings, whatever the broker's defaults", async () => {
    const topics = [...Object.values(TOPICS), deadLetterTopic('group')];
    await Promise.all(Array.from({ length: 4 }, () => open().ensureTopics(topics)));
    const { resources } = await asAdmin((admin) =>
      admin.describeConfigs({
        includeSynonyms: false,
        resources: topics.map((name) => ({ type: 2, name, configNames: ['retention.ms', 'max.message.bytes'] })),
      }),
    );
    const settings = Object.fromEntries(
      resources.map(({ resourceName, configEntries }) => [
        resourceName,
        Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue])),
      ]),
    );
    expect(settings).toEqual({
      'perennial.contracts': { 'retention.ms': '2592000000', 'max.message.bytes': '1048588' },
      'perennial.reminders': { 'retention.ms': '-1', 'max.message.bytes': '1048588' },
      'perennial.deliveries': { 'retention.ms': '-1', 'max.message.bytes': '1048588' },
      'perennial.payments': { 'retention.ms': '-1', 'max.message.bytes': '1048588' },
      'perennial.dlq.group': { 'retention.ms': '-1', 'max.message.bytes': '2097152' },
    });
  });

  test('another number of partitions is refused, with what to do', async () => {
    const topic = freshTopic();
    await asAdmin((admin) => admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 3 }] }));
    await expect(open().ensureTopics([topic])).rejects.toMatchObject({
      name: 'RefusedTopic',
      message: expect.stringMatching(new RegExp(`topic ${topic} has 3 partitions and needs 12.*Restate`)),
    });
  });

  test('a topic that takes smaller batches than the outbox may write is refused, with the command that mends it', async () => {
    const topic = freshTopic();
    await asAdmin((admin) => admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 12 }] }));
    await expect(open().ensureTopics([topic])).rejects.toMatchObject({
      name: 'RefusedTopic',
      message: expect.stringMatching(/takes 500000 bytes a batch and needs 1048588.*max\.message\.bytes=1048588/),
    });
  });

  test('nobody there: the error says what was tried, and a ping says so soon', async () => {
    const log = open({ brokers: [`127.0.0.1:${await freePort()}`] });
    await expect(log.ensureTopics(['t'])).rejects.toThrow(
      /^Kafka at 127\.0\.0\.1:\d+ \(no TLS, no login\): .*ECONNREFUSED/,
    );
    const began = performance.now();
    await expect(log.ping()).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(lines.some((line) => line.includes('ECONNREFUSED'))).toBe(true);
  });

  test('wrong credentials: the error names the user, never the password; with the right ones it works', async () => {
    const closed = await testKafka({ sasl: { username: 'perennial', password: 'right' } });
    const login = (password: string): KafkaEventLog =>
      open({ brokers: closed.brokers.split(','), sasl: { mechanism: 'plain', username: 'perennial', password } });
    try {
      const error = await login('guessed')
        .ensureTopics(['t'])
        .catch((caught: unknown) => caught as Error);
      expect((error as Error).message).toMatch(/\(no TLS, plain as perennial\): .*[Aa]uthentication/);
      expect(`${(error as Error).message} ${lines.join()}`).not.toContain('guessed');
      const log = login('right');
      await log.ensureTopics(['t']);
      await log.append([{ topic: 't', key: 'k', headers: {}, value: Buffer.from('x') }]);
      expect(await log.lagByTopic('nobody', ['t'])).toEqual(new Map([['t', 1n]]));
      await log.close();
    } finally {
      await closed.stop();
    }
  }, 90_000);
});
