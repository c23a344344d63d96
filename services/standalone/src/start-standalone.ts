import { resolve } from 'node:path';
import { contractsService } from '@perennial/contracts/service';
import { startConsole } from '@perennial/console/service';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@perennial/database/embedded/start-postgres';
import { migrate } from '@perennial/database/migrate';
import { deliveryService } from '@perennial/delivery/service';
import { LOG_MIGRATIONS } from '@perennial/events/postgres-log/log-migrations';
import { paymentsService } from '@perennial/payments/service';
import { schedulingService } from '@perennial/scheduling/service';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { dataFolderKeys } from '@perennial/service/config/data-folder-keys';
import type { Environment } from '@perennial/service/config/environment';
import { ownProviders } from '@perennial/service/config/own-providers';
import type { Participant } from '@perennial/service/sandbox/walker';
import { announce } from './announce.js';
import { startFakes } from './catcher/fakes.js';
import { startMailCatcher } from './catcher/mail-catcher.js';
import { readStandaloneConfig, type StandaloneConfig } from './config.js';
import { startFeeder } from './feeder/start-feeder.js';
import { portPlan, refuseTakenPorts, SERVICE_NAMES, type PortPlan, type ServiceName } from './port-plan.js';
import { SAMPLE_START } from './sample/ravenstack.js';
import { walkLog } from './walk-log.js';

const DEFINITIONS = {
  contracts: contractsService,
  scheduling: schedulingService,
  delivery: deliveryService,
  payments: paymentsService,
};

export interface RunningStandalone {
  readonly ports: PortPlan;
  readonly config: StandaloneConfig;
  readonly services: Readonly<Record<ServiceName, RunningService>>;
  readonly databases: Databases;
  stop(): Promise<void>;
}

export type Databases = Readonly<Record<ServiceName | 'events', string>>;

interface Stoppable {
  stop(): Promise<void>;
}

/**
 * The whole product in one process: every service as in a cluster, each with its database on one embedded PostgreSQL.
 * @param say told of the progress in sentences.
 * @param show told of passing states, of which only the newest matters.
 * @throws what could not start; whatever had started is stopped again.
 */
export async function startStandalone(
  environment: Environment,
  say: (line: string) => void,
  show: (text: string) => void = () => undefined,
): Promise<RunningStandalone> {
  const config = readStandaloneConfig(environment);
  const ports = portPlan(config.PERENNIAL_PORT_OFFSET, config.HTTP_PORT);
  const dataDir = resolve(config.PERENNIAL_DATA);
  await refuseTakenPorts(config);
  const started: Stoppable[] = [];
  const keep = <T extends Stoppable>(thing: T): T => {
    started.push(thing);
    return thing;
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll(started.reverse()));
  try {
    say(`PostgreSQL starts in ${dataDir}`);
    const keys = dataFolderKeys(dataDir);
    const postgres = keep(await startEmbeddedPostgres({ dataDir: resolve(dataDir, 'postgres'), log: say }));
    await prepareDatabases(postgres);
    const publicUrl = publicUrlOf(config, ports);
    const mailUrl = hasCatcher(config) ? `http://127.0.0.1:${ports.catcherPage}` : undefined;
    let running: readonly RunningService[] = [];
    const now = (): number => running[0]?.clock.now() ?? Date.now();
    const [fakes] = await Promise.all([
      config.PROVIDERS_FILE === undefined
        ? startFakes({ dataDir, ports: ports.fakes, publicUrl, mailUrl, now }).then(keep)
        : undefined,
      hasCatcher(config) ? startMailCatcher(ports, dataDir).then(keep) : undefined,
    ]);
    say('services start');
    const settings = (name: ServiceName): Environment => ({
      ...serviceSettings(name, config, ports, postgres, keys),
      ...(name === 'delivery' && (fakes?.settings ?? ownProviders(config.PROVIDERS_FILE, environment))),
    });
    const starts = await Promise.allSettled(
      SERVICE_NAMES.map(async (name) => keep(await startService(DEFINITIONS[name], settings(name), { alone: true }))),
    );
    running = starts.map((start) => {
      if (start.status === 'rejected') throw start.reason;
      return start.value;
    });
    const services = Object.fromEntries(running.map((service) => [service.name, service])) as Record<
      ServiceName,
      RunningService
    >;
    const participants: Participant[] = [...running];
    if (config.PERENNIAL_SAMPLE === 'ravenstack')
      participants.push(
        keep(
          await startFeeder({
            contracts: `127.0.0.1:${ports.grpc.contracts}`,
            payments: `127.0.0.1:${ports.grpc.payments}`,
            opsPort: ports.feederOps,
            now: services.contracts.clock.now(),
            logLevel: config.LOG_LEVEL,
            say,
          }),
        ),
      );
    const watch = walkLog(services, say, show);
    keep(await startConsole(consoleSettings(config, ports), { participants, watch }));
    const databases = Object.fromEntries(
      [...SERVICE_NAMES, 'events' as const].map((name) => [name, postgres.url(databaseName(name))]),
    ) as Databases;
    keep(announce(dataDir, databases, fakes?.controlUrl));
    return { ports, config, services, databases, stop };
  } catch (error) {
    await Promise.allSettled([stop()]);
    throw error;
  }
}

/** One after the other; one that cannot stop does not keep the next from it. @throws Error with all reasons */
async function stopAll(things: readonly Stoppable[]): Promise<void> {
  const reasons = new Set<string>();
  for (const thing of things)
    await thing.stop().catch((error: unknown) => reasons.add(error instanceof Error ? error.message : String(error)));
  if (reasons.size > 0) throw new Error([...reasons].join('; '));
}

function databaseName(service: ServiceName | 'events'): string {
  return `perennial_${service}`;
}

async function prepareDatabases(postgres: EmbeddedPostgres): Promise<void> {
  for (const name of [...SERVICE_NAMES, 'events'] as const) await postgres.createDatabase(databaseName(name));
  await migrate({
    url: postgres.url(databaseName('events')),
    service: 'events',
    migrations: LOG_MIGRATIONS,
  });
}

function peers(ports: PortPlan): Record<string, string> {
  return Object.fromEntries(
    SERVICE_NAMES.map((name) => [`${name.toUpperCase()}_GRPC_URL`, `127.0.0.1:${ports.grpc[name]}`]),
  );
}

function serviceSettings(
  name: ServiceName,
  config: StandaloneConfig,
  ports: PortPlan,
  postgres: EmbeddedPostgres,
  keys: Environment,
): Environment {
  const start = config.PERENNIAL_SANDBOX_START ?? (config.PERENNIAL_SAMPLE === 'ravenstack' ? SAMPLE_START : undefined);
  return {
    ...keys,
    ...peers(ports),
    DATABASE_URL: postgres.socketUrl(databaseName(name)),
    EVENT_LOG_URL: postgres.socketUrl(databaseName('events')),
    GRPC_PORT: String(ports.grpc[name]),
    OPS_PORT: String(ports.ops[name]),
    GRPC_REFLECTION: 'on',
    PERENNIAL_CLOCK: config.PERENNIAL_CLOCK,
    PERENNIAL_SANDBOX_START: start === undefined ? undefined : new Date(start).toISOString(),
    PERENNIAL_FAILPOINTS: config.PERENNIAL_FAILPOINTS,
    LOG_LEVEL: config.LOG_LEVEL,
    SMTP_URL: config.SMTP_URL ?? (config.HTTP_PROVIDER_URL ? undefined : `smtp://127.0.0.1:${ports.catcherSmtp}`),
    HTTP_PROVIDER_URL: config.HTTP_PROVIDER_URL,
    SMTP_CONNECTIONS: config.SMTP_CONNECTIONS,
    PUBLIC_URL: publicUrlOf(config, ports),
  };
}

function consoleSettings(config: StandaloneConfig, ports: PortPlan): Environment {
  return {
    ...peers(ports),
    HTTP_PORT: String(ports.http),
    OPS_PORT: String(ports.consoleOps),
    PERENNIAL_CLOCK: config.PERENNIAL_CLOCK,
    PUBLIC_URL: publicUrlOf(config, ports),
    MAIL_CATCHER_URL: hasCatcher(config) ? `http://127.0.0.1:${ports.catcherPage}` : undefined,
    LOG_LEVEL: config.LOG_LEVEL,
  };
}

/** Mail goes to the catcher unless the settings name a provider. */
function hasCatcher(config: StandaloneConfig): boolean {
  return !config.SMTP_URL && !config.HTTP_PROVIDER_URL;
}

function publicUrlOf(config: StandaloneConfig, ports: PortPlan): string {
  return config.PUBLIC_URL ?? `http://127.0.0.1:${ports.http}`;
}
