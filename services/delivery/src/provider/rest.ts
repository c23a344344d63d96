import { addMs, MINUTE, type Instant } from '@perennial/kernel/instant';
import type { ProviderResult } from './provider.js';

/** How long a provider rests after a fault of its own: business clock. */
export const REST_MS = MINUTE;

/**
 * A provider that is at fault rests for a minute; then one call probes it, and only a probe that finds it well lets the
 * others follow. Each process finds out for itself.
 */
export class Rest {
  #until: Instant | undefined;
  #probing = false;

  /** Business instant at which the next probe may start; undefined while nothing is wrong. */
  get until(): Instant | undefined {
    return this.#until;
  }

  /** How many of `capacity` calls may start. */
  room(capacity: number, now: Instant): number {
    if (this.#until === undefined) return capacity;
    return now < this.#until || this.#probing ? 0 : Math.min(1, capacity);
  }

  /** A call starts. @returns what its result is told to, once, with the business instant of that. */
  begin(now: Instant): (kind: ProviderResult['kind'], at: Instant) => void {
    const probes = this.#until !== undefined && now >= this.#until;
    if (probes) this.#probing = true;
    return (kind, at) => {
      if (probes) this.#probing = false;
      if (kind === 'at_fault') this.#until = addMs(at, REST_MS);
      // A probe that was never made says nothing; a result of a call that was begun before the fault neither.
      else if (probes && kind !== 'expired') this.#until = undefined;
    };
  }
}
