import type { Consumer } from '@perennial/events/consumer/consumer';
import type { Relay } from '@perennial/events/outbox/relay';
import { formatInstant } from '@perennial/kernel/instant';
import type { BusinessClock } from '../clock/business-clock.js';
import type { IdleReport } from '../sandbox/idle.js';
import type { Worker } from '../work/worker.js';

/** Sums up whether a service has something to do. `handled` is read last: work that begins during the questions shows in it. */
export async function serviceIdle(clock: BusinessClock, relay: Relay, consumers: readonly Consumer[], workers: readonly Worker[]): Promise<IdleReport> {
  const [outbox, lags, dues] = await Promise.all([
    relay.pending(),
    Promise.all(consumers.map((consumer) => consumer.lag())),
    Promise.all(workers.map((worker) => worker.nextDue())),
  ]);
  const next = dues.filter((due) => due !== null);
  return {
    now: formatInstant(clock.now()),
    nextDue: next.length === 0 ? null : formatInstant(Math.min(...next) as (typeof next)[number]),
    outbox,
    lag: Number(lags.reduce((sum, lag) => sum + lag, 0n)),
    inFlight: consumers.reduce((sum, consumer) => sum + consumer.inFlight, 0) + workers.filter((worker) => worker.running).length,
    handled: relay.handled + consumers.reduce((sum, consumer) => sum + consumer.handled, 0) + workers.reduce((sum, worker) => sum + worker.handled, 0),
  };
}
