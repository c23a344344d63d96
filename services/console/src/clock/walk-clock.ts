import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { walk, type Participant } from '@perennial/service/sandbox/walker';
import { walkTarget } from './advance.js';

export interface WalkProgress {
  readonly now: string;
  readonly walking?: {
    readonly from: string;
    readonly to: string;
    readonly stops: number;
    /** The newest day that the walk has passed, with what happened on it. */
    readonly day?: Readonly<Record<string, string | number>>;
  };
}

interface Walking {
  readonly from: Instant;
  readonly to: Instant;
  readonly abort: AbortController;
  now: Instant;
  stops: number;
  day?: Readonly<Record<string, string | number>>;
}

/** One walk of the sandbox clock at a time. */
export class SandboxWalk {
  #walking: Walking | undefined;
  #stopped = false;
  #ended: Promise<unknown> | undefined;

  /** @param onDay told of each UTC day that a walk has passed. */
  constructor(
    private readonly participants: readonly Participant[],
    private readonly onDay: (day: string) => Promise<Readonly<Record<string, number>>> = async () => ({}),
  ) {}

  async progress(): Promise<WalkProgress> {
    if (!this.#walking) return { now: formatInstant(await this.#now()) };
    const { from, to, now, stops, day } = this.#walking;
    return {
      now: formatInstant(now),
      walking: { from: formatInstant(from), to: formatInstant(to), stops, ...(day ? { day } : {}) },
    };
  }

  /**
   * Walks as `body` says and answers when everything due until then is done. @param onStop told of each stop.
   * @throws DomainError CLOCK_BUSY, CLOCK_UNAVAILABLE while the system stops, INVALID_CLOCK.
   */
  async run(body: unknown, onStop?: (progress: WalkProgress) => void): Promise<WalkProgress & { cancelled: boolean }> {
    const from = await this.#now();
    if (this.#stopped) throw new DomainError('CLOCK_UNAVAILABLE', 'the system stops; the clock stands');
    if (this.#walking)
      throw new DomainError(
        'CLOCK_BUSY',
        `the clock is walking to ${formatInstant(this.#walking.to)}; DELETE /sandbox/clock cancels that`,
      );
    const state: Walking = { from, to: walkTarget(from, body), now: from, stops: 0, abort: new AbortController() };
    this.#walking = state;
    const walked = this.#walk(state, onStop).finally(() => (this.#walking = undefined));
    this.#ended = Promise.allSettled([walked]);
    return { now: formatInstant(await walked), cancelled: state.abort.signal.aborted };
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

  async #walk(state: Walking, onStop?: (progress: WalkProgress) => void): Promise<Instant> {
    return await walk(this.participants, {
      to: state.to,
      signal: state.abort.signal,
      pause: (ms) => sleep(ms),
      onStop: async (now) => {
        const [before, day] = [dayOf(state.now), dayOf(now)];
        if (day !== before) state.day = { day: before, ...(await this.onDay(before)) };
        state.now = now;
        state.stops += 1;
        if (onStop) onStop(await this.progress());
      },
    });
  }

  async #now(): Promise<Instant> {
    const reports = await Promise.all(this.participants.map((participant) => participant.idle()));
    const instants = reports
      .map((report) => parseInstant(report.now))
      .flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
    return Math.max(...instants) as Instant;
  }
}

/** UTC, YYYY-MM-DD. */
function dayOf(now: Instant): string {
  return formatInstant(now).slice(0, 10);
}
