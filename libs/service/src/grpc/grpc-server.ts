import type { Server, ServiceDefinition } from '@grpc/grpc-js';
import { Transport, type GrpcOptions } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import { addReflection } from './reflection.js';

export interface GrpcServerOptions {
  readonly port: number;
  /** Full service name → definition generated from proto/. */
  readonly services: Readonly<Record<string, unknown>>;
  readonly reflection: boolean;
}

const MAX_BYTES = 4 * 1024 * 1024;

/** Nest's gRPC server options with the standard health protocol and, where asked for, reflection. */
export function grpcServer(options: GrpcServerOptions): { nest: GrpcOptions; health: HealthImplementation } {
  const health = new HealthImplementation({ '': 'NOT_SERVING' });
  return {
    health,
    nest: {
      transport: Transport.GRPC,
      options: {
        // Without TLS and tokens configured a service listens on this machine only (protocol.md, Personal data).
        url: `127.0.0.1:${options.port}`,
        package: packagesOf(options.services),
        packageDefinition: options.services as Record<string, ServiceDefinition>,
        maxReceiveMessageLength: MAX_BYTES,
        maxSendMessageLength: MAX_BYTES,
        gracefulShutdown: true,
        onLoadPackageDefinition: (_definition: unknown, server: Server) => {
          health.addToServer(server);
          if (options.reflection) addReflection(server, Object.keys(options.services));
        },
      },
    },
  };
}

/** `perennial.payments.v1` of `perennial.payments.v1.PaymentService`, each once. */
function packagesOf(services: Readonly<Record<string, unknown>>): string[] {
  return [...new Set(Object.keys(services).map((name) => name.slice(0, name.lastIndexOf('.'))))];
}
