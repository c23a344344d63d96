import { migrate } from '@perennial/database/migrate';
import { LOG_MIGRATIONS } from '@perennial/events/postgres-log/log-migrations';
import { testPostgres, type TestDatabase } from '../postgres.js';
import { freePort } from '@perennial/processes/free-port';

const KEY = Buffer.alloc(32, 7).toString('base64');

export interface TestEnvironment {
  /** Settings of one service on its own database; peers are the ports of this environment. */
  of(service: string, more?: Readonly<Record<string, string>>): Promise<Record<string, string>>;
  readonly databases: ReadonlyMap<string, TestDatabase>;
  close(): Promise<void>;
}

const SERVICES = ['contracts', 'scheduling', 'delivery', 'payments'] as const;

/** A database per service, an event log and free ports, for services booted inside a test. */
export async function testEnvironment(options: { readonly sandboxStart?: string } = {}): Promise<TestEnvironment> {
  const server = await testPostgres();
  const log = await server.createDatabase('event_log');
  await migrate({ url: log.url, service: 'event-log', migrations: LOG_MIGRATIONS });
  const databases = new Map<string, TestDatabase>();
  const ports = new Map<string, number>();
  for (const service of SERVICES) ports.set(service, await freePort());
  const peers = Object.fromEntries(
    SERVICES.map((service) => [`${service.toUpperCase()}_GRPC_URL`, `127.0.0.1:${ports.get(service)}`]),
  );
  return {
    databases,
    async of(service, more = {}) {
      const database = databases.get(service) ?? (await server.createDatabase(service));
      databases.set(service, database);
      return {
        DATABASE_URL: database.url,
        EVENT_LOG_URL: log.url,
        LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
        OPS_PORT: '0',
        GRPC_PORT: String(ports.get(service) ?? (await freePort())),
        LINK_SIGNING_KEYS: `test:${KEY}`,
        FIELD_ENCRYPTION_KEYS: `test:${KEY}`,
        ADDRESS_HMAC_KEY: KEY,
        PERENNIAL_CLOCK: 'sandbox',
        PERENNIAL_SANDBOX_START: options.sandboxStart ?? '2024-07-01T00:00:00Z',
        ...peers,
        ...more,
      };
    },
    async close() {
      for (const database of databases.values()) await database.drop();
      await log.drop();
      await server.stop();
    },
  };
}
