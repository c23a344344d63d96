import { Database, type FailpointHook } from '@perennial/database/database';
import { decodeRecord } from '@perennial/events/consumer/decode-record';
import type { Handler } from '@perennial/events/consumer/handler';
import { runWave } from '@perennial/events/consumer/wave';
import type { LogRecord } from '@perennial/events/event-log';
import { InboxPartitions } from '@perennial/events/inbox/inbox-partitions';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { EventType } from '@perennial/events/registry';
import { EventStrategy } from '@perennial/events/transport/event-strategy';
import { MAIN_LANE } from '@perennial/events/transport/on-events';
import { instant } from '@perennial/kernel/instant';
import { createApplication } from '@perennial/service/boot/create-application';
import { keepPartitions } from '@perennial/service/boot/housekeeping';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { wallNow } from '@perennial/service/clock/business-clock';
import { SandboxClock } from '@perennial/service/clock/sandbox-clock';
import type { Environment } from '@perennial/service/config/environment';
import { migrateService } from '@perennial/service/boot/migrate-service';
import { readServiceConfig } from '@perennial/service/config/service-config';
import { createLogger } from '@perennial/service/log/logger';
import { createRegistry } from '@perennial/service/metrics';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import type { INestApplication } from '@nestjs/common';

/** A service with its real use cases and database, of which nothing runs by itself: no relay, consumer or worker. */
export interface QuietService {
  readonly name: string;
  readonly app: INestApplication;
  readonly database: Database;
  readonly clock: SandboxClock;
  /** One batch of a kind of due work, by its name. */
  run(work: string): Promise<number>;
  /** Handles one record in a wave of its own, in every lane that takes its type. */
  take(record: LogRecord): Promise<void>;
  close(): Promise<void>;
}

/** @param failpoint called at every commit boundary of its database. */
export async function openQuietService(
  definition: ServiceDefinition,
  environment: Environment,
  failpoint: FailpointHook,
): Promise<QuietService> {
  const { name } = definition;
  const config = readServiceConfig(environment, definition.ports, definition.secrets);
  await migrateService(definition, config.DATABASE_URL);
  const logger = createLogger(name, config.LOG_LEVEL);
  const database = new Database({
    url: config.DATABASE_URL,
    applicationName: name,
    poolSize: config.DATABASE_POOL,
    failpoint,
    onPoolError: (error) => logger.error(error),
  });
  await keepPartitions(database);
  await new InboxPartitions(database).ensure([wallNow()]);
  const clock = new SandboxClock(config.PERENNIAL_SANDBOX_START ?? wallNow());
  const outbox = new Outbox(() => undefined);
  const lanes = new Map<string, ReadonlyMap<EventType, Handler>>();
  const strategy = new EventStrategy(
    (lane, handlers) => Promise.resolve(void lanes.set(lane, handlers)),
    () => Promise.resolve(),
  );
  const { app } = await createApplication(
    definition,
    {
      config,
      environment,
      logger,
      registry: createRegistry(name),
      clock,
      database,
      outbox,
      workSignal: new WorkSignal(),
      failpoint,
    },
    strategy,
  );
  await app.startAllMicroservices();
  return {
    name,
    app,
    database,
    clock,
    async run(work) {
      const found = app.get<readonly DueWork[]>(DUE_WORK).find((one) => one.name === work);
      if (!found) throw new Error(`${name} has no ${work}`);
      return await found.run(clock.now());
    },
    async take(record) {
      for (const [lane, handlers] of lanes) {
        const decoded = decodeRecord(record, new Set(handlers.keys()), {
          oldest: instant(0),
          newest: instant(8.64e15),
        });
        if (decoded.kind === 'dead') throw new Error(decoded.letter.reason);
        if (decoded.kind !== 'event') continue;
        const group = lane === MAIN_LANE ? name : `${name}.${lane}`;
        await runWave({ group, database, outbox, handlers, now: () => clock.now(), failpoint }, [
          { key: decoded.event.key, head: decoded.event, event: decoded.event, record },
        ]);
      }
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}
