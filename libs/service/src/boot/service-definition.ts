import type { Type } from '@nestjs/common';
import type { MigrateOptions } from '@perennial/database/migrate';
import type { Ports, Secret } from '../config/service-config.js';

/** All that the boot needs to know of a service; `services/<name>/src/service.ts` exports one. */
export interface ServiceDefinition {
  readonly name: string;
  /** Defaults of surfaces.md. */
  readonly ports: Ports;
  /** Secrets that its settings must hold. */
  readonly secrets: readonly Secret[];
  /** The Nest module with controllers and use cases; it provides DUE_WORK. */
  readonly module: Type<unknown>;
  /** Full names of the services that it serves, with their definitions; ReviewService is added by the boot. */
  readonly grpc: { readonly services: Readonly<Record<string, unknown>> };
  /** The service's own migrations; outbox, inbox, sandbox clock and reviews are added by the boot. */
  readonly migrations: MigrateOptions['migrations'];
  /** Lanes whose state can be built anew from the topics: they take events of any age. */
  readonly rebuildableLanes?: readonly string[];
}
