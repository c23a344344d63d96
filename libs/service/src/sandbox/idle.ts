/**
 * The answer of GET /sandbox/glance: what a service says without asking the event log, which costs it some requests a
 * group.
 */
export interface Glance {
  /** Business clock, RFC 3339. */
  readonly now: string;
  /** Least instant at which something is due, RFC 3339; null for nothing. */
  readonly nextDue: string | null;
  /** Outbox rows not yet published. */
  readonly outbox: number;
  /** Batches of events or due work in hand. */
  readonly inFlight: number;
  /** Events consumed, rows published and due work done since the start. */
  readonly handled: number;
}

/** The answer of GET /sandbox/idle (protocol.md, Time). */
export interface IdleReport extends Glance {
  /** Records not yet committed by this service's groups. */
  readonly lag: number;
}

/**
 * Whether a participant has nothing to do at its `now`, as far as it knows itself. Instants are compared as such: RFC
 * 3339 texts with and without fractions do not sort.
 */
export function isCalm({ now, nextDue, outbox, inFlight }: Glance): boolean {
  const waiting = nextDue !== null && Date.parse(nextDue) <= Date.parse(now);
  return outbox === 0 && inFlight === 0 && !waiting;
}

/** Whether it has nothing to do, and nothing waits for it in the event log. */
export function isIdle(report: IdleReport): boolean {
  return isCalm(report) && report.lag === 0;
}
