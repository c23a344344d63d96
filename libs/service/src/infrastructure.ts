import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Database, type FailpointHook } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { Registry } from 'prom-client';
import { BusinessClock } from './clock/business-clock.js';
import type { Environment } from './config/environment.js';
import { SERVICE_CONFIG, type ServiceConfig } from './config/service-config.js';
import { LOGGER, type Logger } from './log/logger.js';
import { WorkSignal } from './work/work-signal.js';

/** Injection token of the failpoint hook. */
export const FAILPOINT = Symbol('failpoint');

/** Injection token of the environment: for what a file of settings names in it. */
export const ENVIRONMENT = Symbol('environment');

/** What the boot gives to a service's providers. */
export interface Infrastructure {
  readonly config: ServiceConfig;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly clock: BusinessClock;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly workSignal: WorkSignal;
  readonly failpoint: FailpointHook;
}

/** Global in the service's own application; several applications share a process but never these. */
@Global()
@Module({})
export class InfrastructureModule {
  static with(infrastructure: Infrastructure): DynamicModule {
    const providers: Provider[] = [
      { provide: SERVICE_CONFIG, useValue: infrastructure.config },
      { provide: ENVIRONMENT, useValue: infrastructure.environment },
      { provide: LOGGER, useValue: infrastructure.logger },
      { provide: Registry, useValue: infrastructure.registry },
      { provide: BusinessClock, useValue: infrastructure.clock },
      { provide: Database, useValue: infrastructure.database },
      { provide: Outbox, useValue: infrastructure.outbox },
      { provide: WorkSignal, useValue: infrastructure.workSignal },
      { provide: FAILPOINT, useValue: infrastructure.failpoint },
    ];
    return { module: InfrastructureModule, providers, exports: providers };
  }
}
