import { DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';

/** What the feeder does at an instant: send the day's records, or pay what is due where it is day. */
export interface FeederStep {
  readonly at: Instant;
  /** UTC date, which is the local date in the zones of the step at that hour. */
  readonly day: string;
  readonly kind: 'records' | 'payments';
  /** For payments: what the zone's name begins with. */
  readonly zones: readonly string[];
}

/** Records at 00:00 UTC, when the clock stops anyway; payments at that date, by day, in each part of the world. */
const STEPS_OF_DAY = [
  { after: 0, kind: 'records', zones: [] },
  { after: 3 * HOUR, kind: 'payments', zones: ['Asia/', 'Australia/'] },
  { after: 12 * HOUR, kind: 'payments', zones: ['Europe/'] },
  { after: 17 * HOUR, kind: 'payments', zones: ['America/'] },
] as const;

/** The steps after `from` until `to` (included), in order. */
export function stepsBetween(from: Instant, to: Instant): FeederStep[] {
  const steps: FeederStep[] = [];
  for (let midnight = Math.floor(from / DAY) * DAY; midnight <= to; midnight += DAY)
    steps.push(...stepsOf(midnight).filter((step) => step.at > from && step.at <= to));
  return steps;
}

export function nextStepAfter(now: Instant): Instant {
  return (stepsBetween(now, instant(now + 2 * DAY))[0] as FeederStep).at;
}

function stepsOf(midnight: number): FeederStep[] {
  const day = new Date(midnight).toISOString().slice(0, 10);
  return STEPS_OF_DAY.map(({ after, kind, zones }) => ({ at: instant(midnight + after), day, kind, zones }));
}
