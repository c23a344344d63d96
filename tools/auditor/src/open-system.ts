import { Database } from '@perennial/database/database';
import { describeLog, openLogReader, withoutPassword, type LogLocation } from '@perennial/events/log-location';
import { TOPIC_PREFIX } from '@perennial/events/topics';
import { instant, type Instant } from '@perennial/kernel/instant';
import { audit, type AuditReport } from './audit.js';
import { AUDITED, type AuditedService } from './audited-service.js';
import type { AuditedSystem } from './audited-system.js';
import type { ProviderRecord } from './provider-record.js';

/** URLs of the services' databases; `events` is that of the postgres log, where that is used. */
export type DatabaseUrls = Readonly<Record<AuditedService, string>> & { readonly events?: string };

/** Where the parts of a system are. */
export interface AuditTarget {
  readonly databases: DatabaseUrls;
  /** host:port,… or the whole connection; without it the log is in the database `events`. */
  readonly kafka?: string | (LogLocation & { kind: 'kafka' })['connection'] | undefined;
  /** What the provider accepted, complete. */
  readonly provider?: readonly ProviderRecord[] | undefined;
}

/** The system cannot be read: the auditor has no verdict. The message names every part and why. */
export class Unreadable extends Error {}

const APPLICATION = 'auditor';
const QUERY_TIMEOUT_MS = 120_000;

/**
 * Opens a system for reading; on the sandbox clock `now` is what contracts keeps, else the wall clock.
 * @throws Unreadable naming each database and log that cannot be reached.
 */
export async function openSystem(
  urls: DatabaseUrls,
  more: Omit<AuditTarget, 'databases'> = {},
): Promise<{ system: AuditedSystem; close(): Promise<void> }> {
  const location = locationOf(urls, more.kafka);
  // Whatever is told of a broken connection also fails the query that was under way.
  const open = (url: string): Database =>
    new Database({
      url,
      applicationName: APPLICATION,
      poolSize: 2,
      transactionTimeoutMs: QUERY_TIMEOUT_MS,
      readOnly: true,
      onPoolError: () => undefined,
    });
  const databases = Object.fromEntries(AUDITED.map((service) => [service, open(urls[service])])) as Record<
    AuditedService,
    Database
  >;
  const log = openLogReader(location, APPLICATION, () => undefined);
  const close = async (): Promise<void> => {
    for (const part of [...Object.values(databases), log]) await part.close();
  };
  const checks = await Promise.all([
    ...AUDITED.map((service) =>
      reach(`the database of ${service} at ${withoutPassword(urls[service])}`, () =>
        databases[service].query(`select 1 from outbox, outbox_id_seq limit 1`, []),
      ),
    ),
    reach(describeLog(location), () => log.topics(TOPIC_PREFIX)),
  ]);
  const problems = checks.flat();
  if (problems.length > 0) {
    await close();
    throw new Unreadable(problems.join('\n'));
  }
  const [clock] = await databases.contracts.query<{ now: Instant }>(`select now from sandbox_clock`, []);
  return { system: { ...databases, log, provider: more.provider, now: clock?.now ?? instant(Date.now()) }, close };
}

/** Opens, audits and closes. @throws Unreadable */
export async function auditSystem({ databases, ...more }: AuditTarget): Promise<AuditReport> {
  const { system, close } = await openSystem(databases, more);
  return await audit(system).finally(close);
}

function locationOf({ events }: DatabaseUrls, kafka: AuditTarget['kafka']): LogLocation {
  if (typeof kafka === 'string' && kafka !== '')
    return { kind: 'kafka', connection: { brokers: kafka.split(','), tls: false, clientId: APPLICATION } };
  if (typeof kafka === 'object') return { kind: 'kafka', connection: kafka };
  if (!events)
    throw new Unreadable('where the event log is was not said: neither brokers nor the database of the postgres log');
  return { kind: 'postgres', url: events };
}

async function reach(what: string, look: () => Promise<unknown>): Promise<string[]> {
  return await look().then(
    () => [],
    (error: unknown) => [`${what} cannot be read: ${messageOf(error)}`],
  );
}

/** node-pg puts what it tried on several addresses into the parts of an AggregateError without a message. */
function messageOf(error: unknown): string {
  const parts = error instanceof AggregateError ? error.errors : [error];
  return parts.map((part) => (part instanceof Error ? part.message : String(part))).join('; ');
}
