import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import type { IdleReport } from '@perennial/service/sandbox/idle';
import { walk, type Participant } from '@perennial/service/sandbox/walker';
import { walkTarget } from './advance.js';
import { DayTally, type Counts, type WalkedDay } from './day-tally.js';

export interface WalkProgress {
  readonly now: string;
  readonly walking?: {
    readonly from: string;
    readonly to: string;
    /** Of the way in business time, 0 to 100. */
    readonly percent: number;
    readonly stops: number;
    /** The newest day that the walk has left behind, with what happened on it. */
    readonly day?: Readonly<Record<string, string | number>>;
  };
  /** Why the last walk ended before its target; absent when it reached it or was cancelled. */
  readonly failure?: string;
}

/** Who follows the walks of a process: counts what happens, and tells a person. */
export interface WalkWatch {
  /** Counters that only grow; their differences are what happened on a day. */
  readonly totals: () => Promise<Counts>;
  readonly began: (from: Instant, to: Instant) => void;
  readonly stopped: (progress: WalkProgress) => void;
  readonly passed: (day: WalkedDay) => void;
  readonly ended: (now: Instant, to: Instant) => void;
  readonly failed: (error: unknown) => void;
}

interface Walking {
  readonly from: Instant;
  readonly to: Instant;
  readonly abort: AbortController;
  now: Instant;
  stops: number;
  day?: WalkedDay;
}

const NOBODY: WalkWatch = {
  totals: async () => ({}),
  began: () => undefined,
  stopped: () => undefined,
  passed: () => undefined,
  ended: () => undefined,
  failed: () => undefined,
};

/** One walk of the sandbox clock at a time. */
export class SandboxWalk {
  #walking: Walking | undefined;
  #stopped = false;
  #ended: Promise<unknown> | undefined;
  #failure: string | undefined;

  constructor(
    private readonly participants: readonly Participant[],
    private readonly watch: WalkWatch = NOBODY,
  ) {}

  async progress(): Promise<WalkProgress> {
    if (!this.#walking)
      return { now: formatInstant(await this.#now()), ...(this.#failure ? { failure: this.#failure } : {}) };
    const { from, to, now, stops, day } = this.#walking;
    return {
      now: formatInstant(now),
      walking: {
        from: formatInstant(from),
        to: formatInstant(to),
        percent: to > from ? Math.floor((100 * (now - from)) / (to - from)) : 100,
        stops,
        ...(day ? { day: { day: day.day, ...day.counts } } : {}),
      },
    };
  }

  /**
   * Walks as `body` says and answers when everything due until then is done. @param onStop told of each stop.
   * @throws DomainError INVALID_REQUEST, CLOCK_BUSY, CLOCK_UNAVAILABLE while the system stops, PEER_UNAVAILABLE.
   */
  async run(body: unknown, onStop?: (progress: WalkProgress) => void): Promise<WalkProgress & { cancelled: boolean }> {
    const { state, walked } = await this.#begin(body, onStop);
    try {
      return { now: formatInstant(await walked), cancelled: state.abort.signal.aborted };
    } catch (error) {
      this.watch.failed(error);
      throw error;
    }
  }

  /** Begins such a walk and does not wait for its end; why it failed is told by `progress`. @throws as `run` */
  async begin(body: unknown): Promise<void> {
    const { walked } = await this.#begin(body);
    walked.catch((error: unknown) => this.watch.failed(error));
  }

  /** Ends the walk at its next stop. */
  cancel(): void {
    this.#walking?.abort.abort();
  }

  /** Ends the walk and lets no other begin. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.cancel();
    await this.#ended;
  }

  async #begin(
    body: unknown,
    onStop?: (progress: WalkProgress) => void,
  ): Promise<{ state: Walking; walked: Promise<Instant> }> {
    const from = await this.#now();
    if (this.#stopped) throw new DomainError('CLOCK_UNAVAILABLE', 'the system stops; the clock stands');
    if (this.#walking)
      throw new DomainError(
        'CLOCK_BUSY',
        `the clock is walking to ${formatInstant(this.#walking.to)}; DELETE /sandbox/clock cancels that`,
      );
    const state: Walking = { from, to: walkTarget(from, body), now: from, stops: 0, abort: new AbortController() };
    this.#walking = state;
    this.#failure = undefined;
    const walked = this.#walk(state, onStop).catch((error: unknown) => {
      this.#failure = error instanceof Error ? error.message : String(error);
      throw error;
    });
    const ended = walked.finally(() => (this.#walking = undefined));
    this.#ended = Promise.allSettled([ended]);
    return { state, walked: ended };
  }

  async #walk(state: Walking, onStop?: (progress: WalkProgress) => void): Promise<Instant> {
    this.watch.began(state.from, state.to);
    const tally = new DayTally(state.from, await this.watch.totals());
    const reached = await walk(this.participants, {
      to: state.to,
      signal: state.abort.signal,
      pause: (ms) => sleep(ms),
      onStop: async (now) => {
        const passed = tally.stop(now, await this.watch.totals());
        state.now = now;
        state.stops += 1;
        if (passed) this.watch.passed((state.day = passed));
        const progress = await this.progress();
        this.watch.stopped(progress);
        onStop?.(progress);
      },
    });
    const last = tally.end();
    if (Object.values(last.counts).some((n) => n > 0)) this.watch.passed(last);
    this.watch.ended(reached, state.to);
    return reached;
  }

  async #now(): Promise<Instant> {
    const reports = await Promise.all(this.participants.map(timeOf));
    const instants = reports
      .map((report) => parseInstant(report.now))
      .flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
    return Math.max(...instants) as Instant;
  }
}

async function timeOf(participant: Participant): Promise<IdleReport> {
  try {
    return await participant.idle();
  } catch (error) {
    throw new DomainError('PEER_UNAVAILABLE', `${participant.name} does not tell its time: ${String(error)}`);
  }
}
