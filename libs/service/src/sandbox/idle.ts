/** The answer of GET /sandbox/glance: what a service knows without much asking. */
export interface Glance {
  /** Business clock, RFC 3339. */
  readonly now: string;
  /** Whether it has surely something to do; false promises nothing. */
  readonly busy: boolean;
  /** Events consumed, rows published and due work done since the start. */
  readonly handled: number;
}

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

/**
 * Whether a participant has nothing to do at its `now`, and nothing waits for it in the event log. Instants are
 * compared as such: RFC 3339 texts with and without fractions do not sort.
 */
export function isIdle(report: IdleReport): boolean {
  return report.lag === 0 && !isBusy(report);
}

/** Whether a participant has something to do at its `now`, as far as it knows without asking the event log. */
export function isBusy({ now, nextDue, outbox, inFlight }: Omit<IdleReport, 'lag' | 'handled'>): boolean {
  return outbox > 0 || inFlight > 0 || (nextDue !== null && Date.parse(nextDue) <= Date.parse(now));
}
