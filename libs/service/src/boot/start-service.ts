import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import type { Database } from '@perennial/database/database';
import { TOPICS } from '@perennial/events/topics';
import { SandboxClock } from '../clock/sandbox-clock.js';
import type { Environment } from '../config/environment.js';
import type { OpsServer } from '../ops/ops-server.js';
import { DUE_WORK, type DueWork } from '../work/due-work.js';
import { WorkSignal } from '../work/work-signal.js';
import { createApplication } from './create-application.js';
import { openEventParts, type EventParts } from './event-parts.js';
import { openFoundation, type Foundation } from './foundation.js';
import type { RunningService } from './running-service.js';
import type { ServiceDefinition } from './service-definition.js';
import { registerGauges } from './service-gauges.js';
import { ServiceStatus } from './service-status.js';
import { WorkPool } from './work-pool.js';

export interface StartOptions {
  /** No other process writes to the service's database: answers of it are kept while this one writes nothing. */
  readonly alone?: boolean;
}

/** A service whose parts are made and wired; none of them runs. */
interface Assembled {
  readonly foundation: Foundation;
  readonly events: EventParts;
  readonly app: INestApplication;
  readonly work: WorkPool;
  readonly status: ServiceStatus;
  readonly ops: OpsServer;
}

/**
 * Boots one service: configuration, database with migrations, ops port, event log, relay, gRPC, consumers, workers.
 * While Kafka cannot be reached it waits, and the ops port says why.
 * @throws DomainError INVALID_CONFIGURATION, RefusedTopic, or the error of what could not be reached or bound.
 */
export async function startService(
  definition: ServiceDefinition,
  environment: Environment,
  options: StartOptions = {},
): Promise<RunningService> {
  const assembled = await assemble(definition, await openFoundation(definition, environment), options);
  const { foundation, app, status, ops } = assembled;
  const { config, logger, database, clock } = foundation;
  const opsPort = await ops.listen(config.OPS_PORT);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopInOrder(assembled));
  try {
    await run(assembled);
  } catch (error) {
    await stop();
    throw error;
  }
  logger.info(
    { grpc: config.GRPC_PORT, ops: opsPort, clock: config.PERENNIAL_CLOCK, eventLog: config.EVENT_LOG },
    'serving',
  );
  const { idle, glance, setNow } = status;
  return {
    name: definition.name,
    grpcPort: config.GRPC_PORT,
    opsPort,
    database,
    clock,
    app,
    idle,
    glance,
    setNow,
    stop,
  };
}

async function assemble(
  definition: ServiceDefinition,
  foundation: Foundation,
  { alone = false }: StartOptions,
): Promise<Assembled> {
  const { config, environment, logger, registry, clock, database, failpoint, onError } = foundation;
  const events = openEventParts(definition, foundation, alone);
  const workSignal = new WorkSignal();
  const { app, health } = await createApplication(
    definition,
    { config, environment, logger, registry, clock, database, outbox: events.outbox, workSignal, failpoint },
    events.strategy,
  );
  const writes = alone ? () => writesOf([database, ...events.lanes.databases]) : undefined;
  const work = new WorkPool(app.get<readonly DueWork[]>(DUE_WORK), { clock, database, registry, logger, writes });
  workSignal.listen(work.signal);
  if (clock instanceof SandboxClock) clock.onAdvance(work.wake);
  registerGauges(registry, database, events.relay, events.lanes, onError);
  const status = new ServiceStatus({ definition, foundation, events, work, health, writes });
  return { foundation, events, app, work, status, ops: status.opsServer() };
}

function writesOf(databases: readonly Database[]): number {
  return databases.reduce((sum, database) => sum + database.stats().writes, 0);
}

/** The log first, then what tells, then what hears and answers, then due work. */
async function run({ events: { gate, log, relay }, app, work, status }: Assembled): Promise<void> {
  await gate.pass(log, Object.values(TOPICS));
  relay.start();
  await app.startAllMicroservices();
  work.start();
  status.setServing(true);
}

/** Intake first; the relay publishes what the last work wrote; the database last. */
async function stopInOrder({ foundation, events, app, work, status, ops }: Assembled): Promise<void> {
  status.setServing(false);
  events.gate.stop();
  foundation.stopHousekeeping();
  await Promise.all([work.stop(), events.lanes.stop()]);
  await app.close();
  await events.relay.stop();
  await events.log.close();
  await foundation.positions.close();
  await foundation.database.close();
  await ops.close();
  foundation.logger.info('stopped');
}
