import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import { BATCH, PARTITIONS } from './tables.js';

interface Waiting {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  done(): void;
}

export interface Received {
  readonly id: string;
  readonly text: string;
}

/**
 * Reads a topic in one group: what waits in all partitions goes to `take` together, and only then are its offsets
 * committed.
 */
export async function intake(
  kafka: Kafka,
  group: string,
  topic: string,
  take: (events: readonly Received[]) => Promise<void>,
  fail: (error: unknown) => void,
): Promise<void> {
  const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let waiting: Waiting[] = [];
  let busy = false;
  const drain = async (): Promise<void> => {
    busy = true;
    // Partitions of one fetch arrive one after the other in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const round = waiting;
      waiting = [];
      const events = round.flatMap(({ messages }) =>
        messages.map((message) => ({ id: String(message.headers?.['id']), text: String(message.value) })),
      );
      for (let at = 0; at < events.length; at += BATCH) await take(events.slice(at, at + BATCH));
      await commit(consumer, topic, round);
      for (const { done } of round) done();
    }
    busy = false;
  };
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: true,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch: ({ batch }) =>
      new Promise<void>((done) => {
        waiting.push({ partition: batch.partition, messages: batch.messages, done });
        if (!busy) drain().catch(fail);
      }),
  });
}

async function commit(consumer: Consumer, topic: string, round: readonly Waiting[]): Promise<void> {
  await consumer.commitOffsets(
    round.map(({ partition, messages }) => ({
      topic,
      partition,
      offset: String(BigInt(messages.at(-1)?.offset ?? '-1') + 1n),
    })),
  );
}
