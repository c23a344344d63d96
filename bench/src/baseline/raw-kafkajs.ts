import kafkajs, { type Kafka } from 'kafkajs';
import type { Baseline } from '../benchmark.js';
import { ofRuns } from '../figure.js';
import { closing } from '../leavings.js';
import { SIZES } from '../sizes.js';
import { withKafka } from './servers.js';

const RECORDS = 5 * SIZES.burst;
const BATCH = 1_000;
const BYTES = 700;
const PARTITIONS = 12;

/**
 * Records of the size of ours through bare kafkajs: idempotent, acknowledged by all, one batch in flight; then read
 * from the beginning.
 */
export const rawKafkajs: Baseline = {
  name: 'kafkajs',
  measures: `bare kafkajs: ${RECORDS} records of ${BYTES} bytes produced ${BATCH} a batch, then consumed`,
  run: ({ say }) =>
    withKafka(async ({ brokers }) => {
      const kafka = new kafkajs.Kafka({
        brokers: brokers.split(','),
        clientId: 'bench',
        logLevel: kafkajs.logLevel.NOTHING,
      });
      const [produced, consumed] = [[] as number[], [] as number[]];
      for (let run = 0; run < SIZES.runs; run += 1) {
        say(`kafkajs, ${run + 1} of ${SIZES.runs}`);
        await createTopic(kafka, `raw${run}`);
        produced.push(await produce(kafka, `raw${run}`));
        consumed.push(await consume(kafka, `raw${run}`));
      }
      return [
        ofRuns(`baseline: raw kafkajs, produced ${BATCH} a batch`, produced, 'records/s'),
        ofRuns('baseline: raw kafkajs, consumed', consumed, 'records/s'),
      ];
    }),
};

async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await closing(
    () => admin.disconnect(),
    async () => {
      await admin.connect();
      await admin.createTopics({
        topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }],
        waitForLeaders: true,
      });
    },
  );
}

async function produce(kafka: Kafka, topic: string): Promise<number> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  return await closing(
    () => producer.disconnect(),
    async () => {
      await producer.connect();
      const value = Buffer.alloc(BYTES, 'x');
      const began = performance.now();
      for (let sent = 0; sent < RECORDS; sent += BATCH) {
        await producer.send({
          topic,
          acks: -1,
          messages: Array.from({ length: BATCH }, (_, i) => ({ key: `customer-${sent + i}`, value })),
        });
      }
      return RECORDS / ((performance.now() - began) / 1_000);
    },
  );
}

/** From the moment the group has its partitions: joining is not what is measured. */
async function consume(kafka: Kafka, topic: string): Promise<number> {
  const consumer = kafka.consumer({ groupId: topic });
  return await closing(
    () => consumer.disconnect(),
    async () => {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      let [count, began] = [0, 0];
      consumer.on(consumer.events.GROUP_JOIN, () => (began = performance.now()));
      return await new Promise<number>((resolve, reject) => {
        consumer
          .run({
            autoCommit: false,
            eachBatch: ({ batch }) => {
              count += batch.messages.length;
              if (count >= RECORDS) resolve(RECORDS / ((performance.now() - began) / 1_000));
              return Promise.resolve();
            },
          })
          .catch(reject);
      });
    },
  );
}
