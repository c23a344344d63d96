/** The answer of GET /sandbox/idle (protocol.md, Time). */
export interface IdleReport {
  /** Business clock, RFC 3339. */
  readonly now: string;
  /** Least instant at which something is due, RFC 3339; null for nothing. */
  readonly nextDue: string | null;
  /** Outbox rows not yet published. */
  readonly outbox: number;
  /** Records not yet committed by this service's groups. */
  readonly lag: number;
  /** Batches of events or due work in hand. */
  readonly inFlight: number;
  /** Events consumed, rows published and due work done since the start. */
  readonly handled: number;
}

/** Whether a participant has nothing to do at its `now`. Instants are compared as such: RFC 3339 texts with and without fractions do not sort. */
export function isIdle(report: IdleReport): boolean {
  const waiting = report.nextDue !== null && Date.parse(report.nextDue) <= Date.parse(report.now);
  return report.outbox === 0 && report.lag === 0 && report.inFlight === 0 && !waiting;
}
