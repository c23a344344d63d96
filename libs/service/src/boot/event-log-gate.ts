import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedTopic, type EventLog } from '@perennial/events/event-log';
import type { Logger } from '../log/logger.js';

const AGAIN_MS = 1_000;
const LONGEST_MS = 5_000;

/**
 * Lets a start wait for its topics. Kafka may come up later than its services; a PostgreSQL log is there or the start
 * fails.
 */
export class EventLogGate {
  readonly #stopped = new AbortController();
  #waitsFor: string | undefined;

  constructor(
    private readonly keepsTrying: boolean,
    private readonly logger: Logger,
  ) {}

  /** Why the start waits, for /readyz. */
  get waitsFor(): string | undefined {
    return this.#waitsFor;
  }

  /** @throws RefusedTopic, whatever the log; every other error only when nothing is tried again, or when stopped. */
  async pass(log: EventLog, topics: readonly string[]): Promise<void> {
    for (let pause = AGAIN_MS; ; pause = Math.min(pause * 2, LONGEST_MS)) {
      try {
        await log.ensureTopics(topics);
        this.#waitsFor = undefined;
        return;
      } catch (error) {
        if (!this.keepsTrying || error instanceof RefusedTopic) throw error;
        this.#waitsFor = (error as Error).message;
        this.logger.error({ err: error, topics, againInMs: pause }, 'the event log cannot be used yet; will try again');
        await sleep(pause, undefined, { signal: this.#stopped.signal });
      }
    }
  }

  /** Ends the waiting; who waits gets an AbortError. */
  stop(): void {
    this.#stopped.abort();
  }
}
