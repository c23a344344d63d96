import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { assertTopics, type LogReader, type ReadRecord } from '../log-reader.js';
import { KeptClient } from './kept-client.js';
import { toLogRecord } from './log-record.js';
import { PartitionSpan, PartitionSpans } from './partition-span.js';

export interface KafkaLogReaderOptions {
  readonly kafka: Kafka;
  /** Told what went wrong behind a finished reading. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds without a record after which a reading fails. */
  readonly stalledMs?: number;
}

type OnRecords = (records: readonly ReadRecord[]) => Promise<void> | void;

/** The group of a reading; whoever reads needs the right to READ and DELETE groups of this prefix. */
const GROUP_PREFIX = 'perennial.reader.';
const FETCH_WAIT_MS = 200;
const LOOK_MS = 2_000;
const STALLED_MS = 60_000;
/** Right after a start or a change of leaders brokers answer for some seconds that they are not yet ready to. */
const NOT_YET_MS = 500;
const NOT_YET_TRIES = 40;

/**
 * Reads Kafka topics through a consumer group of a reading's own, which commits nothing and is deleted behind it:
 * kafkajs cannot read partitions without a group. A group that a killed reader leaves has no positions; the broker
 * drops it.
 */
export class KafkaLogReader implements LogReader {
  readonly #admin: KeptClient<Admin>;

  constructor(private readonly options: KafkaLogReaderOptions) {
    this.#admin = new KeptClient(() => options.kafka.admin(), options.onError);
  }

  async topics(prefix: string): Promise<string[]> {
    const admin = await this.#admin.get();
    return (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)).sort();
  }

  async read(topics: readonly string[], onRecords: OnRecords): Promise<void> {
    assertTopics(topics, await this.topics(''));
    const spans: PartitionSpan[] = [];
    for (const topic of topics) {
      for (const { partition, low, high } of await this.#bounds(topic))
        spans.push(new PartitionSpan(topic, partition, low, high));
    }
    await this.#consume(new PartitionSpans(spans), onRecords);
  }

  async readOne(topic: string, partition: number, offset: bigint): Promise<ReadRecord | undefined> {
    assertTopics([topic], await this.topics(''));
    const bounds = (await this.#bounds(topic)).find((candidate) => candidate.partition === partition);
    if (!bounds || offset < bounds.low || offset >= bounds.high) return undefined;
    let found: ReadRecord | undefined;
    const spans = new PartitionSpans([new PartitionSpan(topic, partition, offset, offset + 1n)]);
    await this.#consume(
      spans,
      ([record]) => void (found = record),
      (consumer) => consumer.seek({ topic, partition, offset: String(offset) }),
    );
    return found;
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }

  /** What came before a failure is not handed over again: the spans know it. */
  async #consume(spans: PartitionSpans, onRecords: OnRecords, begin?: (consumer: Consumer) => void): Promise<void> {
    if (spans.left.length === 0) return;
    const groupId = `${GROUP_PREFIX}${randomUUID()}`;
    try {
      await patiently(() => this.#consumeAs(groupId, spans, onRecords, begin));
    } finally {
      await this.#admin
        .get()
        .then((admin) => admin.deleteGroups([groupId]))
        .catch(this.options.onError);
    }
  }

  async #consumeAs(
    groupId: string,
    spans: PartitionSpans,
    onRecords: OnRecords,
    begin?: (consumer: Consumer) => void,
  ): Promise<void> {
    const topics = [...new Set(spans.left.map(({ topic }) => topic))];
    // A consumer that starts itself again goes on for ever, also when it has been disconnected meanwhile.
    const consumer = this.options.kafka.consumer({
      groupId,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      await this.#untilDone(consumer, spans, onRecords, begin);
    } finally {
      await consumer.disconnect().catch(this.options.onError);
    }
  }

  async #untilDone(
    consumer: Consumer,
    spans: PartitionSpans,
    onRecords: OnRecords,
    begin?: (consumer: Consumer) => void,
  ): Promise<void> {
    const over = new AbortController();
    let failure: unknown;
    let silentLooks = 0;
    const fail = (error: unknown): void => {
      failure ??= error;
      over.abort();
    };
    consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
    await consumer.run({
      autoCommit: false,
      eachBatch: async (batch) => {
        if (over.signal.aborted) return;
        // However long the caller takes: that is not Kafka's silence.
        silentLooks = Number.NEGATIVE_INFINITY;
        // An error of the caller's would have kafkajs crash and restart the consumer (stack.md, trap 3).
        await takeBatch(batch, spans, onRecords).catch(fail);
        silentLooks = 0;
        if (spans.left.length === 0) over.abort();
      },
    });
    begin?.(consumer);
    while (!over.signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal: over.signal }).catch(() => undefined);
      silentLooks += 1;
      if (over.signal.aborted || silentLooks < 1) continue;
      await this.#skipExpired(spans);
      if (spans.left.length === 0) over.abort();
      else if (silentLooks * LOOK_MS >= (this.options.stalledMs ?? STALLED_MS)) fail(stalled(spans.left));
    }
    if (failure !== undefined) throw failure;
  }

  /** Retention may take away, while we read, what the reading was going to end with. */
  async #skipExpired(spans: PartitionSpans): Promise<void> {
    for (const topic of new Set(spans.left.map((span) => span.topic))) {
      for (const { partition, low } of await this.#bounds(topic)) spans.at(topic, partition)?.passed(low);
    }
  }

  async #bounds(topic: string): Promise<{ partition: number; low: bigint; high: bigint }[]> {
    const admin = await this.#admin.get();
    return (await patiently(() => admin.fetchTopicOffsets(topic))).map(({ partition, low, high }) => ({
      partition,
      low: BigInt(low),
      high: BigInt(high),
    }));
  }
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === NOT_YET_TRIES || !isNotYet(error)) throw error;
      await sleep(NOT_YET_MS);
    }
  }
}

/** The broker's own word that the same question may be asked again; a broker that does not answer is none. */
function isNotYet(error: unknown): boolean {
  const { name, retriable } = error as { name?: string; retriable?: boolean };
  return name === 'KafkaJSProtocolError' && retriable === true;
}

async function takeBatch(
  { batch, pause }: EachBatchPayload,
  spans: PartitionSpans,
  onRecords: OnRecords,
): Promise<void> {
  const span = spans.at(batch.topic, batch.partition);
  const records = batch.messages
    .filter(({ offset }) => span?.wants(BigInt(offset)))
    .map((message): ReadRecord => ({
      ...toLogRecord(batch.topic, batch.partition, message),
      appendedAt: appendedAt(message.timestamp),
    }));
  if (records.length > 0) await onRecords(records);
  const last = batch.lastOffset();
  if (last !== null && BigInt(last) >= (span?.next ?? 0n)) span?.passed(BigInt(last) + 1n);
  // What a live system appends meanwhile is not wanted.
  if (!span || span.done) pause();
}

function stalled(left: readonly PartitionSpan[]): Error {
  const named = left
    .slice(0, 5)
    .map(({ topic, partition, next, end }) => `${topic}/${partition} at ${next} of ${end}`)
    .join(', ');
  return new Error(`Kafka hands over no more records although ${left.length} partition(s) have some: ${named}`);
}

const LAST_MS = 253402300799999; // 9999-12-31T23:59:59.999Z

/** Producers write any number there, and none of them may keep the rest from being read. */
function appendedAt(timestamp: string): Instant {
  const ms = Math.trunc(Number(timestamp));
  return instant(ms >= 0 ? Math.min(ms, LAST_MS) : 0);
}
