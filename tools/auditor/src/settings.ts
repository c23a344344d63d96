import { parseArgs } from 'node:util';
import { locateLog } from '@perennial/events/log-location';
import { findRunningSystem } from '@perennial/events/running-system';
import { AUDITED } from './audited-service.js';
import type { AuditTarget, DatabaseUrls } from './open-system.js';
import { readProviderRecord } from './provider-record.js';

/** How the command was called. */
export interface Call {
  readonly help: boolean;
  /** Port to serve metrics on; undefined to audit once. */
  readonly serve: number | undefined;
  readonly providerRecord: string | undefined;
}

/** @throws Error naming the argument that is not understood. */
export function readCall(args: readonly string[]): Call {
  const { values } = parseArgs({
    args: [...args],
    options: { help: { type: 'boolean' }, serve: { type: 'string' }, 'provider-record': { type: 'string' } },
  });
  const serve = values.serve === undefined ? undefined : Number(values.serve);
  if (serve !== undefined && !(Number.isInteger(serve) && serve >= 0 && serve <= 65_535))
    throw new Error(`--serve wants a port, not ${values.serve}`);
  if (serve !== undefined && values['provider-record'] !== undefined)
    throw new Error('--provider-record tells of one moment; it does not go with --serve');
  return { help: values.help ?? false, serve, providerRecord: values['provider-record'] };
}

const nameOf = (service: string): string => `${service.toUpperCase()}_DATABASE_URL`;

/**
 * What is to be audited: databases of the environment, all of them, else of the system that runs on this machine.
 * @returns undefined when there is neither. @throws Error naming settings that are wrong or missing.
 */
export async function findTarget(
  environment: Readonly<Record<string, string | undefined>>,
  providerRecord: string | undefined,
): Promise<AuditTarget | undefined> {
  const missing = AUDITED.map(nameOf).filter((name) => !environment[name]);
  const fromEnvironment = missing.length < AUDITED.length;
  if (fromEnvironment && missing.length > 0) throw new Error(`${missing.join(', ')}: missing, while others are given`);
  const running = fromEnvironment ? undefined : findRunningSystem(environment);
  if (!fromEnvironment && !running) return undefined;
  const urls =
    running?.databases ?? Object.fromEntries(AUDITED.map((service) => [service, environment[nameOf(service)]]));
  const log = locateLog({ EVENT_LOG_URL: environment['EVENTS_DATABASE_URL'], ...environment }, running, 'auditor');
  if (!log) throw new Error('KAFKA_BROKERS or EVENTS_DATABASE_URL: one of them must say where the event log is');
  return {
    databases: { ...urls, ...(log.kind === 'postgres' ? { events: log.url } : {}) } as DatabaseUrls,
    kafka: log.kind === 'kafka' ? log.connection : undefined,
    provider: providerRecord === undefined ? undefined : await readProviderRecord(providerRecord),
  };
}
