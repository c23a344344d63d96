import type { EventLog } from '@perennial/events/event-log';
import { KafkaEventLog } from '@perennial/events/kafka-log/kafka-event-log';
import { PostgresEventLog } from '@perennial/events/postgres-log/postgres-event-log';
import { monotonicNow } from '../clock/monotonic.js';
import type { ServiceConfig } from '../config/service-config.js';
import type { Logger } from '../log/logger.js';

/** Opens the event log of the settings; each call has connections of its own. */
export type OpenEventLog = () => EventLog;

/** @param name of the service: Kafka and PostgreSQL show their connections under it. */
export function eventLogOpener(
  name: string,
  config: ServiceConfig,
  logger: Logger,
  onError: (error: unknown) => void,
): OpenEventLog {
  if (config.EVENT_LOG === 'postgres')
    return () =>
      new PostgresEventLog({ url: config.EVENT_LOG_URL, applicationName: name, onError, monotonic: monotonicNow });
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = config;
  return () =>
    new KafkaEventLog({
      connection: {
        brokers: config.KAFKA_BROKERS,
        tls: config.KAFKA_TLS === 'on',
        clientId: name,
        ...(mechanism ? { sasl: { mechanism, username, password } } : {}),
      },
      replication: config.KAFKA_REPLICATION,
      onError,
      monotonic: monotonicNow,
      onLine: (level, message, detail) => logger[level]({ kafka: detail }, message),
    });
}
