import { Wakeup } from '@perennial/events/wakeup';
import type { Database, Sql } from '@perennial/database/database';
import type { Clock } from '@perennial/kernel/clock';
import type { Instant } from '@perennial/kernel/instant';
import type { DueWork } from './due-work.js';
import { monotonicNow } from '../clock/monotonic.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { Remembered } from './remembered.js';
import { runApart, type SetAside } from './run-apart.js';

export interface WorkObserver {
  handled(work: string, count: number): void;
  setAside(work: string, rows: readonly SetAside[]): Promise<void>;
  /** A batch failed as a whole and will be tried again. */
  failed(work: string, error: unknown): void;
}

export interface WorkerParts {
  readonly clock: Clock;
  /** Where is asked what is due. */
  readonly database: Database;
  readonly observer: WorkObserver;
  /** See Remembered. */
  readonly writes: (() => number) | undefined;
}

/** What this process commits wakes the worker; only what others leave behind is found by looking. */
const LONGEST_SLEEP_MS = 500;
const FAILED_MS = 500;
/**
 * A batch this large is likely to have left something. After a smaller one it is cheaper to ask than to run an empty
 * one, in a system that has its database to itself and few rows; under load the question costs more than it saves. And
 * where the clock stands still as well, whoever moves it asks before, and calls those who have something due.
 */
const LARGE_BATCH = 50;
/** Due already, yet nothing could be taken: another process holds the rows. */
const TAKEN_MS = 25;

/**
 * Runs one kind of due work in a loop: while there is work without pause, else until the next due instant or a wake-up.
 */
export class Worker {
  #handled = 0;
  #running = false;
  #stopped = false;
  #loop: Promise<void> | undefined;
  readonly #wakeup = new Wakeup();
  readonly #alone: boolean;
  readonly #asked: boolean;
  readonly #clock: Clock;
  readonly #database: Database;
  readonly #observer: WorkObserver;
  readonly #nextDue: Remembered<Instant | null>;
  #called = false;
  /** Whether it rests without having asked what its last batch left. */
  #unasked = false;

  constructor(
    readonly work: DueWork,
    { clock, database, observer, writes }: WorkerParts,
  ) {
    this.#clock = clock;
    this.#database = database;
    this.#observer = observer;
    this.#alone = writes !== undefined;
    this.#asked = this.#alone && clock instanceof SandboxClock;
    this.#nextDue = new Remembered((sql) => work.nextDue(sql), writes, monotonicNow);
  }

  get handled(): number {
    return this.#handled;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Whether it works, or was woken and has not looked yet. */
  get busy(): boolean {
    return this.#running || this.#wakeup.called;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Something may be due. */
  wake(): void {
    this.#wakeup.wake();
  }

  /** Something is due: it is done without asking. */
  call(): void {
    this.#called = true;
    this.#wakeup.wake();
  }

  /** Lets the batch in hand finish. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
  }

  /** Whoever asks and hears that something is due calls for it: this worker may rest. */
  async nextDue(sql: Sql): Promise<Instant | null> {
    const due = await this.#nextDue.get(sql);
    if (this.#unasked && due !== null && due <= this.#clock.now() && !this.busy) this.call();
    return due;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const sleep = await this.#once();
      if (sleep > 0 && !this.#stopped) await this.#wakeup.wait(sleep);
    }
  }

  /** @returns whether anything could be done. */
  async #drain(): Promise<boolean> {
    let any = false;
    while (!this.#stopped) {
      const { handled, setAside } = await runApart(this.work, this.#clock.now());
      if (setAside.length > 0) await this.#observer.setAside(this.work.name, setAside);
      if (handled + setAside.length === 0) break;
      any = true;
      this.#handled += handled;
      this.#observer.handled(this.work.name, handled);
      if (this.#alone && handled < LARGE_BATCH) break;
    }
    return any;
  }

  /**
   * Asks first, for one cheap statement, unless it was called by name. @returns how long to sleep, in ms.
   */
  async #once(): Promise<number> {
    this.#running = true;
    try {
      const called = this.#called;
      this.#called = false;
      this.#unasked = false;
      if (!called) {
        const due = await this.#nextDue.get(this.#database);
        const wait = due === null ? LONGEST_SLEEP_MS : due - this.#clock.now();
        if (wait > 0) return Math.min(LONGEST_SLEEP_MS, wait);
      }
      const any = await this.#drain();
      this.#unasked = this.#asked && any;
      if (this.#unasked) return LONGEST_SLEEP_MS;
      return any ? 0 : TAKEN_MS;
    } catch (error) {
      this.#observer.failed(this.work.name, error);
      return FAILED_MS;
    } finally {
      this.#running = false;
    }
  }
}
