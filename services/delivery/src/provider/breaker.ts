import { addMs, MINUTE, type Instant } from '@perennial/kernel/instant';
import CircuitBreaker from 'opossum';
import type { ProviderResult } from './provider.js';

/** How long a provider rests the first time, and at most after it failed again and again: business clock. */
export const REST_MS = MINUTE;
export const LONGEST_REST_MS = 16 * MINUTE;
/** Well for this long, a fault is a first one again. */
const FORGIVEN_MS = 10 * MINUTE;
/** A call that runs this long counts as failed, whatever becomes of it: wall clock. */
export const SLOW_MS = 5_000;

const OPTIONS = {
  timeout: false,
  // The rest is counted on the business clock, below; this timer of the wall clock never comes to its end.
  resetTimeout: 2 ** 31 - 1,
  errorThresholdPercentage: 50,
  volumeThreshold: 5,
  rollingCountTimeout: 10_000,
  rollingPercentilesEnabled: false,
  enableSnapshots: false,
} as const;

/** opossum begins in the state that it is handed; its types do not say so. */
const HALF_OPEN: CircuitBreaker.Options = Object.assign({ state: { closed: false, halfOpen: true } }, OPTIONS);

export const BREAKER_STATES = ['CLOSED', 'OPEN', 'HALF_OPEN'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

export interface BreakerChange {
  readonly state: BreakerState;
  /** What the call said that made it open; empty when it closes. */
  readonly reason: string;
  readonly at: Instant;
}

/**
 * Keeps calls from a provider that fails too often, is slow, or is at fault, on which it opens at once. After its rest
 * one call probes it, and only a probe that finds it well lets the others follow; each rest in a row is twice as long,
 * so that a provider that comes and goes is not called more often for it. Each process finds out for itself (ADR 0032).
 */
export class Breaker {
  #circuit = new CircuitBreaker(settle, OPTIONS);
  #until: Instant | undefined;
  #probing = false;
  #rests = 0;
  #change: BreakerChange | undefined;

  /** @param told what changes are told to. */
  constructor(private readonly told: (change: BreakerChange) => void = () => undefined) {}

  get state(): BreakerState {
    if (this.#until === undefined) return 'CLOSED';
    return this.#probing ? 'HALF_OPEN' : 'OPEN';
  }

  /** Business instant at which the next probe may start; undefined while nothing is wrong. */
  get until(): Instant | undefined {
    return this.#until;
  }

  /** Why and since when it is as it is; undefined before the first change. */
  get lastChange(): BreakerChange | undefined {
    return this.#change;
  }

  /** How many of `capacity` calls may start. */
  room(capacity: number, now: Instant): number {
    if (this.#until === undefined) return capacity;
    return now < this.#until || this.#probing ? 0 : Math.min(1, capacity);
  }

  /** A call starts. @returns what its result is told to, once, with the business instant of that. */
  begin(now: Instant): (result: ProviderResult, at: Instant) => void {
    const probes = this.#until !== undefined && now >= this.#until;
    if (probes) {
      this.#probing = true;
      this.#circuit.shutdown();
      this.#circuit = new CircuitBreaker(settle, HALF_OPEN);
      this.#tell('HALF_OPEN', this.#change?.reason ?? '', now);
    }
    const timer = setTimeout(() => this.#failed('SLOW', now), SLOW_MS);
    timer.unref();
    return (result, at) => {
      clearTimeout(timer);
      if (probes) this.#probing = false;
      this.#settled(result, probes, at);
    };
  }

  /** Ends what opossum keeps for it. */
  close(): void {
    this.#circuit.shutdown();
  }

  #settled(result: ProviderResult, probes: boolean, at: Instant): void {
    // A call that was never made says nothing.
    if (result.kind === 'expired') return;
    if (result.kind === 'at_fault') return this.#open(result.reason, at);
    const failed = result.kind === 'ambiguous' || (result.kind === 'later' && result.throttled !== true);
    if (failed) return this.#failed(result.reason, at);
    this.#count(undefined);
    // A result of a call that was begun before the fault says nothing of it either.
    if (probes) this.#well(at);
  }

  /** The window of the failures is full: too many of the last calls failed. A probe that fails opens it at once. */
  #failed(reason: string, at: Instant): void {
    this.#count(new Error(reason));
    if (this.#circuit.opened) this.#open(reason, at);
  }

  /** opossum answers an open circuit and a failure with an error, which was known before. */
  #count(failure: Error | undefined): void {
    void Promise.allSettled([this.#circuit.fire(failure)]);
  }

  #open(reason: string, at: Instant): void {
    this.#circuit.open();
    const again = this.#change !== undefined && at - this.#change.at < FORGIVEN_MS;
    if (this.#until === undefined || at >= this.#until) this.#rests = again ? this.#rests + 1 : 1;
    this.#until = addMs(at, Math.min(LONGEST_REST_MS, REST_MS * 2 ** (this.#rests - 1)));
    this.#tell('OPEN', reason, at);
  }

  #well(at: Instant): void {
    this.#circuit.close();
    this.#until = undefined;
    this.#tell('CLOSED', '', at);
  }

  #tell(state: BreakerState, reason: string, at: Instant): void {
    if (this.#change?.state === state && this.#change.reason === reason) return;
    this.#change = { state, reason, at };
    this.told(this.#change);
  }
}

/** What opossum counts: a call that failed throws at once, so that it opens before anything else is begun. */
function settle(failure: Error | undefined): Promise<void> {
  if (failure) throw failure;
  return Promise.resolve();
}
