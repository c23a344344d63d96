import type { Consumer } from '@perennial/events/consumer/consumer';
import type { Relay } from '@perennial/events/outbox/relay';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { BusinessClock } from '../clock/business-clock.js';
import type { Glance, IdleReport } from '../sandbox/idle.js';
import type { Worker } from '../work/worker.js';

/** What of a service may have something to do. */
export interface BusyParts {
  readonly clock: BusinessClock;
  readonly relay: Relay;
  readonly consumers: readonly Consumer[];
  readonly workers: readonly Worker[];
}

interface Asked {
  readonly outbox: number;
  readonly dues: readonly Instant[];
}

/** Sums up whether a service has something to do, its event log included. */
export async function serviceIdle(parts: BusyParts): Promise<IdleReport> {
  const [asked, lags] = await Promise.all([ask(parts), Promise.all(parts.consumers.map((consumer) => consumer.lag()))]);
  return { ...tell(parts, asked), lag: Number(lags.reduce((sum, lag) => sum + lag, 0n)) };
}

/** The same without a question to the event log. */
export async function serviceGlance(parts: BusyParts): Promise<Glance> {
  return tell(parts, await ask(parts));
}

async function ask({ relay, workers }: BusyParts): Promise<Asked> {
  const [outbox, dues] = await Promise.all([relay.pending(), Promise.all(workers.map((worker) => worker.nextDue()))]);
  return { outbox, dues: dues.filter((due) => due !== null) };
}

/** After all questions: work that begins during them shows in `handled`. */
function tell({ clock, relay, consumers, workers }: BusyParts, { outbox, dues }: Asked): Glance {
  return {
    now: formatInstant(clock.now()),
    nextDue: dues.length === 0 ? null : formatInstant(Math.min(...dues) as Instant),
    outbox,
    inFlight:
      consumers.reduce((sum, consumer) => sum + consumer.inFlight, 0) +
      workers.filter((worker) => worker.running).length,
    handled:
      relay.handled +
      consumers.reduce((sum, consumer) => sum + consumer.handled, 0) +
      workers.reduce((sum, worker) => sum + worker.handled, 0),
  };
}
