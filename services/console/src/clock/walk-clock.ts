import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { walk, type Participant } from '@perennial/service/sandbox/walker';
import { walkTarget } from './advance.js';

export interface WalkProgress {
  readonly now: string;
  readonly walking?: { readonly from: string; readonly to: string; readonly stops: number };
}

/** One walk of the sandbox clock at a time. */
export class SandboxWalk {
  #walking: { from: Instant; to: Instant; now: Instant; stops: number; abort: AbortController } | undefined;

  constructor(private readonly participants: readonly Participant[]) {}

  async progress(): Promise<WalkProgress> {
    if (!this.#walking) return { now: formatInstant(await this.#now()) };
    const { from, to, now, stops } = this.#walking;
    return { now: formatInstant(now), walking: { from: formatInstant(from), to: formatInstant(to), stops } };
  }

  /** Walks as `body` says and answers when everything due until then is done. @param onStop told of each stop. */
  async run(body: unknown, onStop?: (progress: WalkProgress) => void): Promise<WalkProgress & { cancelled: boolean }> {
    if (this.#walking)
      throw new DomainError(
        'CLOCK_BUSY',
        `the clock is walking to ${formatInstant(this.#walking.to)}; DELETE /sandbox/clock cancels that`,
      );
    const from = await this.#now();
    const state = { from, to: walkTarget(from, body), now: from, stops: 0, abort: new AbortController() };
    this.#walking = state;
    try {
      const reached = await walk(this.participants, {
        to: state.to,
        signal: state.abort.signal,
        pause: (ms) => sleep(ms),
        onStop: async (now) => {
          state.now = now;
          state.stops += 1;
          if (onStop) onStop(await this.progress());
        },
      });
      return { now: formatInstant(reached), cancelled: state.abort.signal.aborted };
    } finally {
      this.#walking = undefined;
    }
  }

  cancel(): void {
    this.#walking?.abort.abort();
  }

  async #now(): Promise<Instant> {
    const reports = await Promise.all(this.participants.map((participant) => participant.idle()));
    const instants = reports
      .map((report) => parseInstant(report.now))
      .flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
    return Math.max(...instants) as Instant;
  }
}
