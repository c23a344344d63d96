import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { Relay } from '@perennial/events/outbox/relay';
import { TOPICS } from '@perennial/events/topics';
import { EventStrategy } from '@perennial/events/transport/event-strategy';
import type { Instant } from '@perennial/kernel/instant';
import { wallNow } from '../clock/business-clock.js';
import { monotonicNow } from '../clock/monotonic.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { saveSandboxClock } from '../clock/sandbox-clock.store.js';
import type { Environment } from '../config/environment.js';
import { refuseInProduction } from '../config/production-rules.js';
import { readServiceConfig } from '../config/service-config.js';
import { failpoints } from '../failpoints.js';
import { createLogger } from '../log/logger.js';
import { ConsumerMetrics, createRegistry } from '../metrics.js';
import { OpsServer } from '../ops/ops-server.js';
import { serviceRoutes } from '../ops/service-routes.js';
import { DUE_WORK, type DueWork } from '../work/due-work.js';
import { WorkSignal } from '../work/work-signal.js';
import { createApplication } from './create-application.js';
import { EventLogGate } from './event-log-gate.js';
import { startHousekeeping } from './housekeeping.js';
import { Lanes } from './lanes.js';
import { migrateService } from './migrate-service.js';
import { openClock } from './open-clock.js';
import { eventLogOpener } from './open-event-log.js';
import { readinessOf } from './readiness.js';
import type { RunningService } from './running-service.js';
import type { ServiceDefinition } from './service-definition.js';
import { registerGauges } from './service-gauges.js';
import { serviceGlance, serviceGlanceWithDatabase, serviceIdle } from './service-idle.js';
import { WorkPool } from './work-pool.js';

/** The most rows one wave writes (protocol.md, Claim and locks: at most 1,000 written rows a transaction). */
const MAX_WAVE_ROWS = 1_000;

/**
 * Boots one service: configuration, database with migrations, ops port, event log, relay, gRPC, consumers, workers.
 * While Kafka cannot be reached it waits, and the ops port says why.
 * @throws DomainError INVALID_CONFIGURATION, RefusedTopic, or the error of what could not be reached or bound.
 */
export async function startService(definition: ServiceDefinition, environment: Environment): Promise<RunningService> {
  const { name } = definition;
  const config = readServiceConfig(environment, definition.ports, definition.secrets);
  refuseInProduction(config);
  const failpoint = failpoints(config.PERENNIAL_FAILPOINTS);
  const logger = createLogger(name, config.LOG_LEVEL);
  const registry = createRegistry(name);
  await migrateService(definition, config.DATABASE_URL);
  const onError = (error: unknown) => logger.error({ err: error }, 'background work failed and will try again');
  const openDatabase = (poolSize: number) =>
    new Database({ url: config.DATABASE_URL, applicationName: name, poolSize, failpoint, onPoolError: onError });
  const openLog = eventLogOpener(name, config, logger, onError);
  const gate = new EventLogGate(config.EVENT_LOG === 'kafka', logger);
  const database = openDatabase(config.DATABASE_POOL);
  const clock = await openClock(config, database);
  const stopHousekeeping = await startHousekeeping(database, onError);

  const log = openLog();
  const relay = new Relay({
    service: name,
    database,
    log,
    holder: randomUUID(),
    monotonic: monotonicNow,
    failpoint,
    onError,
    onPublished: () => undefined,
  });
  const outbox = new Outbox(() => relay.wake());
  const workSignal = new WorkSignal();
  const lanes = new Lanes({
    service: name,
    outbox,
    failpoint,
    wallNow,
    now: () => clock.now(),
    maxWaveRows: MAX_WAVE_ROWS,
    rebuildableLanes: definition.rebuildableLanes ?? [],
    openLog,
    passGate: (one, topics) => gate.pass(one, topics),
    openDatabase: () => openDatabase(3),
    observer: new ConsumerMetrics(registry, logger),
    onBusinesstime: (at) => {
      if (clock instanceof SandboxClock) clock.advanceTo(at);
    },
  });
  const strategy = new EventStrategy(lanes.start, lanes.stop);
  const { app, health } = await createApplication(
    definition,
    { config, logger, registry, clock, database, outbox, workSignal, failpoint },
    strategy,
  );
  const work = new WorkPool(app.get<readonly DueWork[]>(DUE_WORK), clock, registry, logger);
  workSignal.listen(work.signal);
  if (clock instanceof SandboxClock) clock.onAdvance(work.wake);
  registerGauges(registry, database, relay, lanes, onError);

  let ready = false;
  // Before its consumers run a service has no lag to tell: then the start itself is what is in hand.
  const busyParts = () => ({ clock, relay, consumers: lanes.consumers, workers: work.workers });
  const idle = async () => {
    const report = await serviceIdle(busyParts());
    return ready ? report : { ...report, inFlight: report.inFlight + 1 };
  };
  const glance = () => serviceGlance(busyParts());
  const setNow = async (now: Instant): Promise<void> => {
    await saveSandboxClock(database, now);
    if (clock instanceof SandboxClock) clock.advanceTo(now);
  };
  const ops = new OpsServer(
    serviceRoutes({
      registry,
      readiness: async () => {
        if (ready) return await readinessOf(database, log);
        return { reasons: [gate.waitsFor ? `event log: ${gate.waitsFor}` : 'still starting, or stopping'] };
      },
      ...(clock instanceof SandboxClock
        ? { sandbox: { setNow, idle, glance: () => serviceGlanceWithDatabase(busyParts()) } }
        : {}),
    }),
    onError,
  );
  const announceHealth = (status: 'SERVING' | 'NOT_SERVING'): void => {
    for (const served of ['', ...Object.keys(definition.grpc.services)]) health.setStatus(served, status);
  };
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    ready = false;
    announceHealth('NOT_SERVING');
    gate.stop();
    stopHousekeeping();
    await Promise.all([work.stop(), lanes.stop()]);
    await app.close();
    await relay.stop();
    await log.close();
    await database.close();
    await ops.close();
    logger.info('stopped');
  };

  const opsPort = await ops.listen(config.OPS_PORT);
  try {
    await gate.pass(log, Object.values(TOPICS));
    relay.start();
    await app.startAllMicroservices();
  } catch (error) {
    await stop();
    throw error;
  }
  work.start();
  announceHealth('SERVING');
  ready = true;
  logger.info(
    { grpc: config.GRPC_PORT, ops: opsPort, clock: config.PERENNIAL_CLOCK, eventLog: config.EVENT_LOG },
    'serving',
  );
  return {
    name,
    grpcPort: config.GRPC_PORT,
    opsPort,
    database,
    clock,
    app,
    idle,
    glance,
    setNow,
    stop: () => (stopping ??= stop()),
  };
}
