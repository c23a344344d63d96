import type { Environment } from '@perennial/service/config/environment';
import { ownProviders } from '@perennial/service/config/own-providers';
import type { ClusterOptions } from './cluster-options.js';

/** Settings that go on to every service. */
const PASSED_ON = [
  'SMTP_URL',
  'SMTP_BACKUP_URL',
  'HTTP_PROVIDER_URL',
  'SMTP_CONNECTIONS',
  'MAIL_FROM',
  'MAIL_REPLY_TO',
  'MAIL_BOUNCE_ADDRESS',
  'MAIL_BOUNCE_SECRET',
  'MAIL_OPEN_PIXEL',
  'SMTP_TLS',
  'PUBLIC_URL',
  'LOG_LEVEL',
  'DATABASE_POOL',
  'PERENNIAL_FAILPOINTS',
  'KAFKA_TLS',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_USERNAME',
  'KAFKA_PASSWORD',
];

/** What of the environment goes on to every service of a cluster, and to delivery alone: its providers of a file. */
export function passedOn(environment: Environment): Required<Pick<ClusterOptions, 'environment' | 'environmentOf'>> {
  const given = (settings: Environment): Record<string, string> =>
    Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return {
    environment: given(Object.fromEntries(PASSED_ON.map((name) => [name, environment[name]]))),
    environmentOf: { delivery: given(ownProviders(environment['PROVIDERS_FILE'], environment)) },
  };
}
