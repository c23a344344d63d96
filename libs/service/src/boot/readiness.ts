import type { Database } from '@perennial/database/database';
import type { EventLog } from '@perennial/events/event-log';

/** @returns why the service cannot do its work; empty when it can. */
export async function unreadyReasons(database: Database, log: EventLog): Promise<string[]> {
  const reasons = await Promise.all([
    reasonOf('database', database.query('select 1', [])),
    reasonOf('event log', log.ping()),
  ]);
  return reasons.flat();
}

async function reasonOf(what: string, answer: Promise<unknown>): Promise<string[]> {
  return await answer.then(() => [], (error: unknown) => [`${what}: ${(error as Error).message}`]);
}
