import type { Database } from '@perennial/database/database';
import type { EventLog } from '@perennial/events/event-log';
import type { Readiness } from '../ops/service-routes.js';

/**
 * Whether a started service can take calls. Without the event log it can: what it commits waits in the outbox, so a
 * broker that is down must not take the pay page and the ERP stream with it.
 */
export async function readinessOf(database: Database, log: EventLog): Promise<Readiness> {
  const [reasons, impaired] = await Promise.all([
    reasonOf('database', database.query('select 1', [])),
    reasonOf('event log', log.ping()),
  ]);
  return { reasons, impaired };
}

async function reasonOf(what: string, answer: Promise<unknown>): Promise<string[]> {
  return await answer.then(
    () => [],
    (error: unknown) => [`${what}: ${(error as Error).message}`],
  );
}
