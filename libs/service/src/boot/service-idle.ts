import type { Consumer } from '@perennial/events/consumer/consumer';
import type { Database } from '@perennial/database/database';
import type { Relay } from '@perennial/events/outbox/relay';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { BusinessClock } from '../clock/business-clock.js';
import { isBusy, type Glance, type IdleReport } from '../sandbox/idle.js';
import type { Remembered } from '../work/remembered.js';
import type { Worker } from '../work/worker.js';

/** What of a service may have something to do. */
export interface BusyParts {
  readonly clock: BusinessClock;
  readonly database: Database;
  readonly relay: Relay;
  /** Rows that the relay has not published. */
  readonly pending: Remembered<number>;
  readonly consumers: readonly Consumer[];
  readonly workers: readonly Worker[];
}

/** Sums up whether a service has something to do, its event log included. */
export async function serviceIdle(parts: BusyParts): Promise<IdleReport> {
  const [waiting, lags] = await Promise.all([
    askDatabase(parts),
    Promise.all(parts.consumers.map((consumer) => consumer.lag())),
  ]);
  // After all questions: work that begins during them shows in `handled`.
  return { ...waiting, ...known(parts), lag: Number(lags.reduce((sum, lag) => sum + lag, 0n)) };
}

/** What the process knows without asking anybody. */
export function serviceGlance(parts: BusyParts): Glance {
  const { relay, consumers, workers } = parts;
  const { now, handled } = known(parts);
  return { now, handled, busy: [relay, ...consumers, ...workers].some((part) => part.busy) };
}

/**
 * The same, and where nothing is known to be busy what other processes left in the database: who asks over HTTP walks
 * several processes, and the event log is dear to ask.
 */
export async function serviceGlanceWithDatabase(parts: BusyParts): Promise<Glance> {
  if (serviceGlance(parts).busy) return serviceGlance(parts);
  const waiting = await askDatabase(parts);
  const { inFlight, ...rest } = known(parts);
  return { ...rest, busy: isBusy({ ...waiting, inFlight, now: rest.now }) };
}

async function askDatabase({ database, pending, workers }: BusyParts): Promise<Pick<IdleReport, 'outbox' | 'nextDue'>> {
  const [outbox, answers] = await database.look((sql) =>
    Promise.all([pending.get(sql), Promise.all(workers.map((worker) => worker.nextDue(sql)))]),
  );
  const dues = answers.filter((due) => due !== null);
  return { outbox, nextDue: dues.length === 0 ? null : formatInstant(Math.min(...dues) as Instant) };
}

function known({ clock, relay, consumers, workers }: BusyParts): Pick<IdleReport, 'now' | 'inFlight' | 'handled'> {
  return {
    now: formatInstant(clock.now()),
    inFlight:
      consumers.reduce((sum, consumer) => sum + consumer.inFlight, 0) +
      workers.filter((worker) => worker.running).length,
    handled:
      relay.handled +
      consumers.reduce((sum, consumer) => sum + consumer.handled, 0) +
      workers.reduce((sum, worker) => sum + worker.handled, 0),
  };
}
