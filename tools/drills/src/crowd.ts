import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '@perennial/kernel/instant';
import { isIdle, type IdleReport } from '@perennial/service/sandbox/idle';
import { opsParticipant, type Participant } from '@perennial/service/sandbox/walker';

/** A process as the walk sees it. */
export interface Member {
  readonly opsUrl: string;
}

const PATIENCE_MS = 5_000;
const AGAIN_MS = 100;

/**
 * All processes of a cluster as one participant of a walk, whoever comes and goes meanwhile: one that does not answer
 * is busy, so the walk waits for it instead of failing; one that left is not asked any more.
 */
export class Crowd implements Participant {
  readonly name = 'cluster';
  #now = '1970-01-01T00:00:00Z';
  #rounds: readonly [number, number] = [0, 0];
  /** The last answers, by address, for whoever must tell why a walk does not end. */
  readonly reports = new Map<string, IdleReport | string>();

  constructor(private readonly members: () => readonly Member[]) {}

  /** Monotonic ms at which the last but one round of questions began. */
  get askedSince(): number {
    return this.#rounds[0];
  }

  async setNow(now: Instant): Promise<void> {
    await Promise.all(this.members().map((member) => this.#setOne(member, now)));
  }

  async idle(): Promise<IdleReport> {
    this.#rounds = [this.#rounds[1], performance.now()];
    const members = this.members();
    const answers = await Promise.all(members.map((member) => this.#ask(member)));
    const reports = answers.filter((answer): answer is IdleReport => answer !== undefined);
    const dues = reports
      .flatMap(({ nextDue }) => (nextDue === null ? [] : [nextDue]))
      .sort((a, b) => Date.parse(a) - Date.parse(b));
    this.#now = [this.#now, ...reports.map(({ now }) => now)]
      .sort((a, b) => Date.parse(a) - Date.parse(b))
      .at(-1) as string;
    const sum = (of: (report: IdleReport) => number): number =>
      reports.reduce((total, report) => total + of(report), 0);
    const silent = answers.length - reports.length + (members.length === 0 ? 1 : 0);
    // Each is judged by its own clock: one that comes back late has less due than the others.
    const busy = silent + reports.filter((report) => !isIdle(report)).length;
    return {
      now: this.#now,
      nextDue: dues[0] ?? null,
      outbox: sum((r) => r.outbox),
      lag: sum((r) => r.lag),
      inFlight: busy + sum((r) => r.inFlight),
      handled: sum((r) => r.handled),
    };
  }

  async #ask({ opsUrl }: Member): Promise<IdleReport | undefined> {
    try {
      const report = await within(opsParticipant(opsUrl, opsUrl).idle());
      this.reports.set(opsUrl, report);
      return report;
    } catch (error) {
      this.reports.set(opsUrl, String(error));
      return undefined;
    }
  }

  async #setOne(member: Member, now: Instant): Promise<void> {
    while (this.members().some(({ opsUrl }) => opsUrl === member.opsUrl)) {
      try {
        return await within(opsParticipant(member.opsUrl, member.opsUrl).setNow(now));
      } catch (error) {
        this.reports.set(member.opsUrl, String(error));
        await sleep(AGAIN_MS);
      }
    }
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      work,
      sleep(PATIENCE_MS, undefined, { signal: ended.signal }).then(() =>
        Promise.reject(new Error(`no answer within ${PATIENCE_MS} ms`)),
      ),
    ]);
  } finally {
    ended.abort();
  }
}
