import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from './business-clock.js';

/** A business clock that stands still until it is moved. It never goes back. */
export class SandboxClock extends BusinessClock {
  #now: Instant;
  readonly #listeners = new Set<() => void>();

  constructor(start: Instant) {
    super();
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** Moves forward to `at`; an earlier instant changes nothing. */
  advanceTo(at: Instant): void {
    if (at <= this.#now) return;
    this.#now = at;
    for (const listener of this.#listeners) listener();
  }

  onAdvance(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
