import kafkajs, { type Consumer } from 'kafkajs';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { freshGroup, freshTopic, record, until } from '@perennial/testing/conformance/log-harness';
import { openKafka, type KafkaConnection } from './kafka-connection.js';
import { KafkaEventLog } from './kafka-event-log.js';
import { SESSION_MS } from './membership.js';

describeWithKafka('a group whose leader dies in the middle of a rebalance', () => {
  let broker: TestKafka;
  let connection: KafkaConnection;
  let leader: Consumer;
  let log: KafkaEventLog;
  let wake: () => void;

  beforeAll(async () => {
    broker = await testKafka({});
    connection = { brokers: broker.brokers.split(','), tls: false, clientId: 'dead-leader-spec' };
    log = new KafkaEventLog({
      connection,
      monotonic: () => performance.now(),
      onError: () => undefined,
      onLine: () => undefined,
    });
  });
  afterAll(async () => {
    await log.close();
    wake();
    await leader.disconnect();
    await broker.stop();
  });

  test('goes on a session later, and nobody gives up before: each who did would be one more dead member', async () => {
    const [group, topic, errors, taken] = [freshGroup('dead-leader'), freshTopic(), [] as unknown[], [] as string[]];
    await log.ensureTopics([topic]);
    // Has assigned its own partitions once; the second time it says nothing more, as after a kill.
    let rounds = 0;
    const silence = new Promise<[]>((resolve) => (wake = () => resolve([])));
    leader = openKafka(connection, () => undefined).consumer({
      groupId: group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: 200,
      allowAutoTopicCreation: false,
      partitionAssigners: [
        (config) => {
          const assigner = kafkajs.PartitionAssigners.roundRobin(config);
          return { ...assigner, assign: (given) => ((rounds += 1) === 1 ? assigner.assign(given) : silence) };
        },
      ],
    });
    await leader.connect();
    await leader.subscribe({ topics: [topic], fromBeginning: true });
    await leader.run({ eachMessage: async () => undefined });
    await until('the leader had its partitions', () => rounds === 1);

    log.subscribe({
      group,
      topics: [topic],
      maxRecords: 10,
      onError: (error) => errors.push(error),
      onBatch: async (records) => (taken.push(...records.map(({ key }) => key)), 'commit'),
    });
    await until('the leader fell silent', () => rounds === 2);
    await log.append([record(topic, 'a', 1)]);
    await until('the other member took over', () => taken.length > 0, SESSION_MS + 4_000);
    expect(errors).toEqual([]);
  }, 30_000);
});
