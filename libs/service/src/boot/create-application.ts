import type { INestApplication } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { EventStrategy } from '@perennial/events/transport/event-strategy';
import type { HealthImplementation } from 'grpc-health-check';
import { TransportErrorFilter } from '../grpc/error-filter.js';
import { grpcServer } from '../grpc/grpc-server.js';
import { TraceInterceptor } from '../grpc/trace-interceptor.js';
import { InfrastructureModule, type Infrastructure } from '../infrastructure.js';
import { NestLogger } from '../log/nest-logger.js';
import { ReviewModule } from '../review/review.module.js';
import { servedServices } from './served-services.js';
import type { ServiceDefinition } from './service-definition.js';

@Module({})
class ServiceRoot {}

/**
 * The Nest application of one service: its module, the infrastructure, gRPC and the event transport. It serves no HTTP.
 */
export async function createApplication(
  definition: ServiceDefinition,
  infrastructure: Infrastructure,
  strategy: EventStrategy,
): Promise<{ app: INestApplication; health: HealthImplementation }> {
  const { config, logger } = infrastructure;
  const imports = [InfrastructureModule.with(infrastructure), ReviewModule, definition.module];
  const root = { module: ServiceRoot, imports };
  const app = await NestFactory.create(root, new FastifyAdapter(), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const { nest, health } = grpcServer({
    port: config.GRPC_PORT,
    services: servedServices(definition),
    reflection: config.GRPC_REFLECTION === 'on',
  });
  app.useGlobalFilters(new TransportErrorFilter(logger));
  app.useGlobalInterceptors(new TraceInterceptor());
  app.connectMicroservice(nest, { inheritAppConfig: true });
  app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.init();
  return { app, health };
}
