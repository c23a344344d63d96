import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, Kafka } from 'kafkajs';
import type { Subscription, SubscriptionOptions } from '../event-log.js';
import { PARTITIONS } from '../topics.js';
import { BatchInHand } from './batch-in-hand.js';
import { HEARTBEAT_MS, HUNG_MS, REBALANCE_MS, SESSION_MS } from './membership.js';

/**
 * A fetch waits at the broker until there is a record; this long only when there is none. It has a connection of its
 * own.
 */
const FETCH_WAIT_MS = 500;
/** Above the largest batch of any topic, which a smaller limit could keep behind those of other partitions. */
const PARTITION_BYTES = 2 * 1_024 * 1_024 + 1_024;
const FETCH_BYTES = 10 * 1_024 * 1_024;
const AGAIN_MS = 500;

/**
 * One member of a consumer group. kafkajs ends a consumer for good after some errors and revives it by itself after
 * others; here every end is one: the consumer is thrown away, and a new one joins.
 */
export class KafkaSubscription implements Subscription {
  readonly #stopped = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly monotonic: () => number,
    private readonly options: SubscriptionOptions,
  ) {}

  /** The broker tells of records by handing them over. */
  readonly busy = false;

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        await this.#belong();
      } catch (error) {
        this.options.onError(error);
      }
      if (!signal.aborted) await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Belongs to the group until it is stopped, fails or hangs. @throws the failure. */
  async #belong(): Promise<void> {
    const { group, topics } = this.options;
    const over = new End();
    const stop = (): void => over.come();
    this.#stopped.signal.addEventListener('abort', stop, { once: true });
    let hung = false;
    const hand = new BatchInHand({
      ...this.options,
      monotonic: this.monotonic,
      hungAfterMs: HUNG_MS,
      onHung: () => {
        hung = true;
        over.come(
          new Error(`the handler of group ${group} gave no sign for ${HUNG_MS} ms; its partitions go to other members`),
        );
      },
    });
    const consumer = this.#consumer();
    consumer.on(consumer.events.CRASH, ({ payload }) => over.come(payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      // Returns once the group was joined; ended before that it would go on fetching by itself.
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: topics.length * PARTITIONS,
        eachBatch: hand.eachBatch,
      });
      const failure = await over.came;
      if (failure) throw failure;
    } finally {
      this.#stopped.signal.removeEventListener('abort', stop);
      // First no more is fetched, then the calls that kafkajs waits for may end.
      const left = consumer.disconnect();
      const emptied = hung ? hand.abandon() : hand.finish();
      await left;
      await emptied;
    }
  }

  #consumer(): Consumer {
    return this.kafka.consumer({
      groupId: this.options.group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      maxBytesPerPartition: PARTITION_BYTES,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => false },
    });
  }
}

/** What ends a membership, whichever comes first. */
class End {
  come: (failure?: Error) => void = () => undefined;
  readonly came = new Promise<Error | undefined>((resolve) => {
    this.come = resolve;
  });
}
