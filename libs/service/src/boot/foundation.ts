import { Database } from '@perennial/database/database';
import type { FailpointHook } from '@perennial/database/sql';
import type { Registry } from 'prom-client';
import type { BusinessClock } from '../clock/business-clock.js';
import type { Environment } from '../config/environment.js';
import { refuseInProduction } from '../config/production-rules.js';
import { readServiceConfig, type ServiceConfig } from '../config/service-config.js';
import { failpoints } from '../failpoints.js';
import { createLogger, type Logger } from '../log/logger.js';
import { createRegistry } from '../metrics.js';
import { startHousekeeping } from './housekeeping.js';
import { migrateService } from './migrate-service.js';
import { openClock } from './open-clock.js';
import type { ServiceDefinition } from './service-definition.js';

/** What every other part of a service stands on. */
export interface Foundation {
  readonly config: ServiceConfig;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly failpoint: FailpointHook;
  readonly database: Database;
  /** Its commits do not wait for the disk: positions of the relay, the sandbox clock. */
  readonly positions: Database;
  readonly clock: BusinessClock;
  /** For work that nobody waits for. */
  readonly onError: (error: unknown) => void;
  /** A pool of its own on the same database. */
  readonly openDatabase: (poolSize: number) => Database;
  readonly stopHousekeeping: () => void;
}

/** Reads the settings, migrates and opens the database, sets the clock. @throws DomainError INVALID_CONFIGURATION */
export async function openFoundation(definition: ServiceDefinition, environment: Environment): Promise<Foundation> {
  const { name } = definition;
  const config = readServiceConfig(environment, definition.ports, definition.secrets);
  refuseInProduction(config);
  const failpoint = failpoints(config.PERENNIAL_FAILPOINTS);
  const logger = createLogger(name, config.LOG_LEVEL);
  await migrateService(definition, config.DATABASE_URL);
  const onError = (error: unknown) => logger.error({ err: error }, 'background work failed and will try again');
  const pool = { url: config.DATABASE_URL, applicationName: name, failpoint, onPoolError: onError };
  const openDatabase = (poolSize: number) => new Database({ ...pool, poolSize });
  const database = openDatabase(config.DATABASE_POOL);
  const clock = await openClock(config, database);
  return {
    config,
    environment,
    logger,
    registry: createRegistry(name),
    failpoint,
    database,
    positions: new Database({ ...pool, poolSize: 1, unflushed: true }),
    clock,
    onError,
    openDatabase,
    stopHousekeeping: await startHousekeeping(database, clock, onError),
  };
}
