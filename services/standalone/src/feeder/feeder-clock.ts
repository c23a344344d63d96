import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { isBusy, type Glance, type IdleReport } from '@perennial/service/sandbox/idle';
import { nextStepAfter, stepsBetween, type FeederStep } from './feeder-steps.js';

const FAILED_MS = 500;

/** Runs the feeder's steps, one after the other, up to the sandbox clock's now. */
export class FeederClock {
  #handled = 0;
  #running: Promise<void> | undefined;
  readonly #stopped = new AbortController();

  /** @param done the instant until which all steps are done already. */
  constructor(
    private done: Instant,
    private now: Instant,
    private readonly run: (step: FeederStep) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#start();
  }

  advanceTo(now: Instant): void {
    if (now > this.now) this.now = now;
    this.#start();
  }

  idle(): IdleReport {
    return {
      now: formatInstant(this.now),
      nextDue: formatInstant(nextStepAfter(this.done > this.now ? this.now : this.done)),
      outbox: 0,
      lag: 0,
      inFlight: this.#running ? 1 : 0,
      handled: this.#handled,
    };
  }

  glance(): Glance {
    const report = this.idle();
    return { now: report.now, busy: isBusy(report), handled: report.handled };
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#catchUp().finally(() => (this.#running = undefined));
  }

  async #catchUp(): Promise<void> {
    const { signal } = this.#stopped;
    while (this.done < this.now && !signal.aborted) {
      const step = stepsBetween(this.done, this.now)[0];
      if (!step) {
        this.done = this.now;
        return;
      }
      try {
        await this.run(step);
        this.done = step.at;
        this.#handled += 1;
      } catch (error) {
        this.onError(error);
        await sleep(FAILED_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
