import type { EventLog } from './event-log.js';
import type { KafkaConnection } from './kafka-log/kafka-connection.js';
import { describeConnection, openKafka } from './kafka-log/kafka-connection.js';
import { KafkaEventLog } from './kafka-log/kafka-event-log.js';
import { KafkaLogReader } from './kafka-log/kafka-log-reader.js';
import type { LogReader } from './log-reader.js';
import { PostgresEventLog } from './postgres-log/postgres-event-log.js';
import { PostgresLogReader } from './postgres-log/postgres-log-reader.js';
import type { RunningSystem } from './running-system.js';

/** Which event log a command looks at. */
export type LogLocation =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'kafka'; readonly connection: KafkaConnection };

type Environment = Readonly<Record<string, string | undefined>>;

const BROKERS = /^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/;
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/**
 * The event log that the environment names (KAFKA_BROKERS with KAFKA_TLS, KAFKA_SASL_MECHANISM, KAFKA_USERNAME and
 * KAFKA_PASSWORD, or EVENT_LOG_URL; EVENT_LOG decides where both are given), else that of the running system.
 * @throws Error with every setting that is wrong.
 */
export function locateLog(
  environment: Environment,
  running: RunningSystem | undefined,
  clientId: string,
): LogLocation | undefined {
  const { EVENT_LOG: kind, EVENT_LOG_URL: url, KAFKA_BROKERS: brokers } = environment;
  if (kind !== undefined && kind !== '' && kind !== 'kafka' && kind !== 'postgres')
    throw new Error('EVENT_LOG must be kafka or postgres');
  if (brokers && kind !== 'postgres')
    return { kind: 'kafka', connection: kafkaConnection(environment, brokers, clientId) };
  if (url && kind !== 'kafka') return { kind: 'postgres', url };
  if (running?.brokers)
    return { kind: 'kafka', connection: { brokers: running.brokers.split(','), tls: false, clientId } };
  return running?.databases['events'] ? { kind: 'postgres', url: running.databases['events'] } : undefined;
}

/** Reads `host:port,…` and the settings of the login. */
function kafkaConnection(environment: Environment, brokers: string, clientId: string): KafkaConnection {
  const {
    KAFKA_TLS: tls,
    KAFKA_SASL_MECHANISM: asked,
    KAFKA_USERNAME: username,
    KAFKA_PASSWORD: password,
  } = environment;
  const mechanism = MECHANISMS.find((known) => known === asked);
  const problems = [
    ...(BROKERS.test(brokers) ? [] : ['KAFKA_BROKERS must be host:port, several separated by commas']),
    ...(!tls || tls === 'on' || tls === 'off' ? [] : ['KAFKA_TLS must be on or off']),
    ...(!asked || mechanism ? [] : [`KAFKA_SASL_MECHANISM must be one of ${MECHANISMS.join(', ')}`]),
    ...(!asked || (username && password)
      ? []
      : ['KAFKA_USERNAME and KAFKA_PASSWORD are required with KAFKA_SASL_MECHANISM']),
  ];
  if (problems.length > 0) throw new Error(problems.join('; '));
  const sasl = mechanism && username && password ? { mechanism, username, password } : undefined;
  return { brokers: brokers.split(','), tls: tls === 'on', clientId, ...(sasl ? { sasl } : {}) };
}

/** Opens a log for reading; nothing is connected before the first read. */
export function openLogReader(
  location: LogLocation,
  applicationName: string,
  onError: (error: unknown) => void,
): LogReader {
  if (location.kind === 'postgres') return new PostgresLogReader({ url: location.url, applicationName, onError });
  return new KafkaLogReader({ kafka: openKafka(location.connection, () => undefined), onError });
}

/** Opens a log for appending. */
export function openLog(
  location: LogLocation,
  applicationName: string,
  monotonic: () => number,
  onError: (error: unknown) => void,
): EventLog {
  if (location.kind === 'postgres')
    return new PostgresEventLog({ url: location.url, applicationName, monotonic, onError });
  return new KafkaEventLog({ connection: location.connection, monotonic, onError, onLine: () => undefined });
}

/** @returns which log it is, in words and without a password. */
export function describeLog(location: LogLocation): string {
  return location.kind === 'kafka'
    ? describeConnection(location.connection)
    : `the log in PostgreSQL at ${withoutPassword(location.url)}`;
}

/** @returns host and path of a URL. */
export function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return 'a URL that cannot be read';
  const { host, pathname } = new URL(text);
  return `${host}${pathname}`;
}
