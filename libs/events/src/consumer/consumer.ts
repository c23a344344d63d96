import { setTimeout as sleep } from 'node:timers/promises';
import { addMs, DAY, instant, type Instant } from '@perennial/kernel/instant';
import type { decode } from '../codec.js';
import type { BatchContext, BatchResult, EventLog, LogRecord, Subscription } from '../event-log.js';
import { InboxPartitions } from '../inbox/inbox-partitions.js';
import { EVENTS, type EventType } from '../registry.js';
import { Wakeup } from '../wakeup.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import { decodeRecord } from './decode-record.js';
import { isEventsFault } from './events-fault.js';
import { handleDeferred } from './handle-deferred.js';
import { toWaves } from './waves.js';
import { keepDeadLetters, runWave, type WaveEvent, type WaveRunner } from './wave.js';

/** Retention of a topic (30 days) and 7 more: as long as the inbox remembers (protocol.md, Inbox and batches). */
export const INBOX_DAYS = 37;

export interface ConsumerOptions extends WaveRunner {
  readonly log: EventLog;
  readonly wallNow: () => Instant;
  /** A group that can be built anew from the topics takes events of any age. */
  readonly rebuildable: boolean;
  readonly maxWaveRows: number;
  readonly observer: ConsumerObserver;
  /** Told of the newest business instant before its events are handled; the sandbox clock follows it. */
  readonly onBusinesstime: (at: Instant) => void;
  /** How payloads are read; for tests of two builds side by side. */
  readonly decode?: typeof decode;
}

export interface ConsumerObserver {
  handled(group: string, count: number): void;
  deadLettered(group: string, letter: DeadLetter): void;
  /** Events of types that this build does not know were passed over. */
  skipped(group: string, types: readonly string[]): void;
  /** Events wait for a build that can read them, or behind such a one. */
  deferred(group: string, events: readonly WaveEvent[]): void;
  /** The group pauses: an error that is not the data's fault. */
  stalled(group: string, error: unknown): void;
}

/**
 * What an older build defers beside this one, while versions are rolled out, is looked for this often; a build that
 * starts looks at once.
 */
const DEFERRED_EVERY_MS = 30_000;

const PAUSES_MS = [50, 200, 1_000, 2_000];

/** Behind an event that cannot be read the later ones of its key wait for another wave, which finds it deferred. */
const groupOf = ({ head, event }: WaveEvent): string | null => (event === null ? null : head.type);

/** One consumer group of one service. Returns to the log only 'commit' or 'retry'; no handler's error reaches it. */
export class Consumer {
  #handled = 0;
  #inFlight = 0;
  #failures = 0;
  #subscription: Subscription | undefined;
  #catchUp: Promise<void> | undefined;
  readonly #stopped = new AbortController();
  readonly #deferredWakeup = new Wakeup();
  readonly #inboxPartitions: InboxPartitions;
  readonly #types: ReadonlySet<EventType>;
  readonly topics: readonly string[];

  constructor(private readonly options: ConsumerOptions) {
    this.#types = new Set(options.handlers.keys());
    this.topics = [...new Set([...this.#types].map((type) => EVENTS[type].topic))].sort();
    this.#inboxPartitions = new InboxPartitions(options.database);
  }

  get group(): string {
    return this.options.group;
  }

  /** Events handled since the start, repeats and ignored ones included. */
  get handled(): number {
    return this.#handled;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether it handles records or has been told of some, as far as this process knows. */
  get busy(): boolean {
    return this.#inFlight > 0 || (this.#subscription?.busy ?? false);
  }

  start(): void {
    this.#subscription ??= this.options.log.subscribe({
      group: this.options.group,
      topics: this.topics,
      maxRecords: 2_000,
      onBatch: (records, context) => this.#batch(records, context),
      onError: (error) => this.options.observer.stalled(this.options.group, error),
    });
    this.#catchUp ??= this.#handleDeferred();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#deferredWakeup.wake();
    await this.#subscription?.stop();
    await this.#catchUp;
  }

  async lag(): Promise<bigint> {
    return await this.options.log.lag(this.options.group, this.topics);
  }

  async lagByTopic(): Promise<ReadonlyMap<string, bigint>> {
    return await this.options.log.lagByTopic(this.options.group, this.topics);
  }

  async #batch(records: readonly LogRecord[], context: BatchContext): Promise<BatchResult> {
    this.#inFlight += records.length;
    try {
      await this.#handle(records, context);
      await this.options.failpoint(`${this.options.group}.before-ack`);
      this.#handled += records.length;
      this.#failures = 0;
      this.options.observer.handled(this.options.group, records.length);
      return 'commit';
    } catch (error) {
      this.#inboxPartitions.forget();
      if (!context.signal.aborted) await this.#pause(error, context);
      return 'retry';
    } finally {
      this.#inFlight -= records.length;
    }
  }

  async #handle(records: readonly LogRecord[], context: BatchContext): Promise<void> {
    const now = this.options.wallNow();
    const times = { oldest: instant(this.options.rebuildable ? 0 : now - INBOX_DAYS * DAY), newest: addMs(now, DAY) };
    const decoded = records.map((record) => decodeRecord(record, this.#types, times, this.options.decode));
    const skipped = decoded.flatMap((d) => (d.kind === 'unknown-type' ? [d.type] : []));
    if (skipped.length > 0) this.options.observer.skipped(this.options.group, skipped);
    await this.#setAside(decoded.flatMap((d) => (d.kind === 'dead' ? [d.letter] : [])));
    const events = decoded.flatMap((d): WaveEvent[] => {
      if (d.kind === 'event') return [{ key: d.event.key, head: d.event, event: d.event, record: d.record }];
      if (d.kind === 'unread')
        return [{ key: d.head.key, head: d.head, event: null, record: d.record, reason: d.reason }];
      return [];
    });
    if (events.length === 0) return;
    await this.#inboxPartitions.ensure(events.map(({ head }) => head.time));
    this.options.onBusinesstime(instant(Math.max(...events.map(({ head }) => head.businesstime))));
    const rowsOf = ({ head }: WaveEvent): number => this.options.handlers.get(head.type)?.rowsPerEvent ?? 1;
    for (const wave of toWaves(events, groupOf, rowsOf, this.options.maxWaveRows)) {
      await this.#wave(wave, context);
    }
  }

  /** A wave that failed through its data is run event by event, so that only the culprit is set aside. */
  async #wave(wave: readonly WaveEvent[], context: BatchContext): Promise<void> {
    if (context.signal.aborted || !(await context.heartbeat())) throw new Error('the assignment was taken away');
    try {
      const { deferred } = await runWave(this.options, wave);
      if (deferred.length > 0) this.options.observer.deferred(this.options.group, deferred);
    } catch (error) {
      if (!isEventsFault(error)) {
        if (wave.length === 1) throw error;
        const half = Math.ceil(wave.length / 2);
        await this.#wave(wave.slice(0, half), context);
        await this.#wave(wave.slice(half), context);
      } else if (wave.length === 1) {
        await this.#setAside(wave.map(({ record }) => ({ record, reason: (error as Error).message })));
      } else {
        for (const event of wave) await this.#wave([event], context);
      }
    }
  }

  /** What builds before this one could not read, and what such a build beside this one goes on to defer. */
  async #handleDeferred(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      let again = false;
      try {
        const { handled, letters } = await handleDeferred(this.options, this.#types, this.options.decode);
        this.#handled += handled;
        // Facts that came meanwhile stand behind those that were handled now.
        again = handled > 0;
        for (const letter of letters) this.options.observer.deadLettered(this.options.group, letter);
      } catch (error) {
        this.options.observer.stalled(this.options.group, error);
      }
      if (!signal.aborted && !again) await this.#deferredWakeup.wait(DEFERRED_EVERY_MS);
    }
  }

  async #setAside(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    for (const letter of await keepDeadLetters(this.options, letters))
      this.options.observer.deadLettered(this.options.group, letter);
  }

  async #pause(error: unknown, context: BatchContext): Promise<void> {
    this.options.observer.stalled(this.options.group, error);
    const ms = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)] as number;
    this.#failures += 1;
    await sleep(ms, undefined, { signal: context.signal }).catch(() => undefined);
  }
}
