import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import type { BatchResult, LogRecord, SubscriptionOptions } from '../event-log.js';
import { toLogRecord } from './log-record.js';
import { HEARTBEAT_MS, Membership } from './membership.js';
import { takeRound } from './take-round.js';

/** Fetched records of one partition; kafkajs fetches no more of it before its call ends. */
interface Portion {
  readonly payload: EachBatchPayload;
  readonly records: readonly LogRecord[];
  done: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type Share = readonly [portion: Portion, records: readonly LogRecord[]];

export interface HandOptions extends Pick<SubscriptionOptions, 'maxRecords' | 'onBatch' | 'onError'> {
  readonly monotonic: () => number;
  /** The handler gave no sign for `hungAfterMs`, by a heartbeat or an answer. */
  readonly onHung: () => void;
  readonly hungAfterMs: number;
}

const AGAIN_MS = 20;
const FAILED_MS = 500;

/**
 * What a member has fetched and not yet handled. kafkajs calls for each partition by itself; here the calls wait, and
 * one onBatch at a time gets records of all of them. While a call waits nothing more is fetched: that is the
 * back-pressure.
 */
export class BatchInHand {
  readonly #portions: Portion[] = [];
  readonly #ending = new AbortController();
  #abandoned = false;
  #working: Promise<void> | undefined;

  constructor(private readonly options: HandOptions) {}

  /** Ends when the records are handled and committed; rejects only with what kafkajs has to act on. */
  readonly eachBatch = (payload: EachBatchPayload): Promise<void> =>
    new Promise((resolve, reject) => {
      if (this.#ending.signal.aborted) return resolve();
      const { topic, partition, messages } = payload.batch;
      this.#portions.push({
        payload,
        records: messages.map((message) => toLogRecord(topic, partition, message)),
        done: 0,
        resolve,
        reject,
      });
      this.#working ??= this.#work();
    });

  /** Lets the batch in hand finish, and gives everything else back unhandled. */
  async finish(): Promise<void> {
    this.#ending.abort();
    if (this.#working) await this.#working;
  }

  /**
   * Gives everything back at once; what a handler that hangs answers later counts for nothing. Resolves when it did.
   */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    for (const portion of this.#portions.splice(0)) portion.resolve();
    await this.finish();
  }

  async #work(): Promise<void> {
    await turn(); // the other partitions of the same fetch call in this turn
    try {
      while (this.#portions.length > 0 && !this.#ending.signal.aborted) await this.#round();
      for (const portion of this.#portions.splice(0)) portion.resolve();
    } catch (error) {
      for (const portion of this.#portions.splice(0)) portion.reject(error);
    } finally {
      this.#working = undefined;
    }
  }

  async #round(): Promise<void> {
    const counts = takeRound(
      this.#portions.map(({ records, done }) => records.length - done),
      this.options.maxRecords,
    );
    const round: Share[] = this.#portions.flatMap((portion, i) => {
      const records = portion.records.slice(portion.done, portion.done + (counts[i] as number));
      return records.length === 0 ? [] : [[portion, records]];
    });
    const membership = new Membership((round[0] as Share)[0].payload.heartbeat, this.options.monotonic);
    await membership.check();
    while (
      (await this.#offer(
        round.flatMap(([, records]) => records),
        membership,
      )) === 'retry'
    ) {
      if (this.#ending.signal.aborted) return;
      await sleep(AGAIN_MS);
      await membership.check();
    }
    if (this.#abandoned) return;
    await this.#commit(round);
    this.#putBack(round);
  }

  /** A handler's error never reaches kafkajs, which would end the consumer over it (stack.md, trap 3). */
  async #offer(records: readonly LogRecord[], membership: Membership): Promise<BatchResult> {
    const watch = setTimeout(this.options.onHung, this.options.hungAfterMs);
    // kafkajs sends none while a call of it is open; a wave may take as long as a session.
    const beats = setInterval(() => void membership.held(), HEARTBEAT_MS);
    const heartbeat = async (): Promise<boolean> => {
      watch.refresh();
      return !this.#abandoned && (await membership.held());
    };
    try {
      return await this.options.onBatch(records, { signal: this.#ending.signal, heartbeat });
    } catch (error) {
      this.options.onError(error);
      await sleep(FAILED_MS);
      return 'retry';
    } finally {
      clearTimeout(watch);
      clearInterval(beats);
    }
  }

  /**
   * One request for all partitions. @throws when the generation is over: nothing moved, and the records come again
   * elsewhere.
   */
  async #commit(round: readonly Share[]): Promise<void> {
    const byTopic = new Map<string, { partition: number; offset: string }[]>();
    for (const [{ payload }, records] of round) {
      const positions = byTopic.get(payload.batch.topic) ?? [];
      positions.push({ partition: payload.batch.partition, offset: String((records.at(-1) as LogRecord).offset + 1n) });
      byTopic.set(payload.batch.topic, positions);
    }
    await (round[0] as Share)[0].payload.commitOffsetsIfNecessary({
      topics: [...byTopic].map(([topic, partitions]) => ({ topic, partitions })),
    });
  }

  #putBack(round: readonly Share[]): void {
    for (const [portion, records] of round) {
      portion.done += records.length;
      portion.payload.resolveOffset(String((records.at(-1) as LogRecord).offset));
    }
    for (const portion of this.#portions.splice(0)) {
      if (portion.done < portion.records.length) this.#portions.push(portion);
      else portion.resolve();
    }
    // Another partition comes first each time, so that no one starves when there are more of them than records asked
    // for.
    const first = this.#portions.shift();
    if (first) this.#portions.push(first);
  }
}
