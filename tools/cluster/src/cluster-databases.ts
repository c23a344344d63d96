import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@perennial/database/embedded/start-postgres';
import type { ServerSettings } from '@perennial/database/embedded/server-settings';
import { migrate } from '@perennial/database/migrate';
import { closeMaintenanceDatabases, createOwnedDatabase } from '@perennial/database/owned-database';
import { LOG_MIGRATIONS } from '@perennial/events/postgres-log/log-migrations';
import { freePort } from '@perennial/processes/free-port';
import { OWNERS, type OwnerName } from './cluster-ports.js';

/**
 * URLs of the databases, each as the role that owns it and nothing else; `events` is the PostgreSQL event log, where
 * that is used.
 */
export type ClusterDatabaseUrls = Readonly<Record<OwnerName, string>> & { readonly events?: string };

export interface ClusterDatabasesOptions {
  readonly dataDir: string;
  readonly eventLog: 'kafka' | 'postgres';
  /** How many processes of services will connect. */
  readonly processes: number;
  readonly settings: ServerSettings;
  readonly log: (line: string) => void;
}

/** Connections: pools of a service and its lanes, and on the PostgreSQL log a pool for each lane's log. */
const CONNECTIONS = { kafka: 24, postgres: 60 };

/** The embedded PostgreSQL of a cluster, which can be restarted on its port. */
export class ClusterDatabases {
  private constructor(
    readonly urls: ClusterDatabaseUrls,
    private server: EmbeddedPostgres,
    private readonly begin: () => Promise<EmbeddedPostgres>,
  ) {}

  static async start(options: ClusterDatabasesOptions): Promise<ClusterDatabases> {
    const port = await freePort();
    const max_connections = 100 + options.processes * CONNECTIONS[options.eventLog];
    const begin = () =>
      startEmbeddedPostgres({
        dataDir: join(options.dataDir, 'postgres'),
        port,
        settings: { max_connections, ...options.settings },
        log: options.log,
      });
    const server = await begin();
    try {
      return new ClusterDatabases(await createDatabases(server.adminUrl, options.eventLog), server, begin);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get postgres(): EmbeddedPostgres {
    return this.server;
  }

  /** A fast shutdown and a new start, as an upgrade does it; also after the server was killed. */
  async restart(): Promise<void> {
    await this.server.stop();
    this.server = await this.begin();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

async function createDatabases(adminUrl: string, eventLog: 'kafka' | 'postgres'): Promise<ClusterDatabaseUrls> {
  await closeMaintenanceDatabases(adminUrl);
  const urls: Record<string, string> = {};
  for (const name of eventLog === 'postgres' ? [...OWNERS, 'events'] : OWNERS) {
    urls[name] = await createOwnedDatabase(adminUrl, {
      database: `perennial_${name}`,
      role: `perennial_${name}`,
      password: randomBytes(24).toString('base64url'),
    });
  }
  if (urls['events']) await migrate({ url: urls['events'], service: 'events', migrations: LOG_MIGRATIONS });
  return urls as ClusterDatabaseUrls;
}
