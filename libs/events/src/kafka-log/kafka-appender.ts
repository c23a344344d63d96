import type { Kafka, Producer, TopicMessages } from 'kafkajs';
import type { NewRecord } from '../event-log.js';
import { PARTITIONS } from '../topics.js';
import { cutSends, type PlacedRecord } from './cut-sends.js';
import { KeptClient } from './kept-client.js';

/** OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH: only a producer with a new id goes on. */
const NEEDS_NEW_PRODUCER = new Set([45, 59, 47]);
const ACK_MS = 10_000;
/** A new leader is looked for after this time also when the old one does not answer at all. */
const METADATA_MS = 5_000;
const RESENDS = 5;

/**
 * Appends through one idempotent producer with one request in flight: acknowledged by all replicas in sync, in order.
 */
export class KafkaAppender {
  readonly #producer: KeptClient<Producer>;
  #tail: Promise<void> = Promise.resolve();

  constructor(kafka: Kafka, onError: (error: unknown) => void) {
    this.#producer = new KeptClient(
      () =>
        kafka.producer({
          idempotent: true,
          maxInFlightRequests: 1,
          allowAutoTopicCreation: false,
          metadataMaxAge: METADATA_MS,
          createPartitioner:
            () =>
            ({ message }) =>
              message.partition as number,
        }),
      onError,
    );
  }

  /** Calls take turns. @throws what kept some of the records from being acknowledged. */
  append(records: readonly NewRecord[]): Promise<void> {
    const turn = this.#tail.then(() => this.#append(records));
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#producer.close();
  }

  async #append(records: readonly NewRecord[]): Promise<void> {
    for (const send of cutSends(records, PARTITIONS)) {
      try {
        await this.#send(send);
      } catch (error) {
        // After any failure: sequence numbers of what was perhaps written would not fit what is sent next.
        this.#producer.drop();
        if (!NEEDS_NEW_PRODUCER.has(Number((error as { code?: unknown }).code))) throw error;
        await this.#send(send);
      }
    }
  }

  /**
   * kafkajs drops a partition silently whose leader moves during a request to a broker that has answered already: it
   * asks only brokers without an answer again. So what no answer names is sent once more.
   */
  async #send(send: readonly PlacedRecord[]): Promise<void> {
    let missing = send;
    for (let tries = 0; missing.length > 0; tries += 1) {
      if (tries > RESENDS)
        throw new Error(
          `Kafka acknowledged no record of ${placeOf(missing[0] as PlacedRecord)} although it was sent ${tries} times`,
        );
      const producer = await this.#producer.get();
      const answers = await producer.sendBatch({ acks: -1, timeout: ACK_MS, topicMessages: toMessages(missing) });
      const acknowledged = new Set(
        answers
          .filter(({ errorCode }) => errorCode === 0)
          .map(({ topicName, partition }) => `${topicName} ${partition}`),
      );
      missing = missing.filter((placed) => !acknowledged.has(placeOf(placed)));
    }
  }
}

function placeOf({ record, partition }: PlacedRecord): string {
  return `${record.topic} ${partition}`;
}

function toMessages(placed: readonly PlacedRecord[]): TopicMessages[] {
  const byTopic = new Map<string, TopicMessages>();
  for (const { record, partition } of placed) {
    const messages = byTopic.get(record.topic) ?? { topic: record.topic, messages: [] };
    messages.messages.push({ key: record.key, value: record.value, partition, headers: { ...record.headers } });
    byTopic.set(record.topic, messages);
  }
  return [...byTopic.values()];
}
