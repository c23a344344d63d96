import type { HealthImplementation } from 'grpc-health-check';
import type { Instant } from '@perennial/kernel/instant';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { saveSandboxClock } from '../clock/sandbox-clock.store.js';
import { OpsServer } from '../ops/ops-server.js';
import { serviceRoutes, type Readiness } from '../ops/service-routes.js';
import type { Glance, IdleReport } from '../sandbox/idle.js';
import type { EventParts } from './event-parts.js';
import type { Foundation } from './foundation.js';
import { readinessOf } from './readiness.js';
import type { ServiceDefinition } from './service-definition.js';
import { serviceGlance, serviceIdle, type BusyParts } from './service-idle.js';
import type { WorkPool } from './work-pool.js';

/** Whether a service serves and whether it has something to do, as the ops port and gRPC's health tell it. */
export class ServiceStatus {
  #serving = false;

  constructor(
    private readonly definition: ServiceDefinition,
    private readonly foundation: Foundation,
    private readonly events: EventParts,
    private readonly work: WorkPool,
    private readonly health: HealthImplementation,
  ) {}

  setServing(serving: boolean): void {
    this.#serving = serving;
    for (const served of ['', ...Object.keys(this.definition.grpc.services)])
      this.health.setStatus(served, serving ? 'SERVING' : 'NOT_SERVING');
  }

  readonly idle = async (): Promise<IdleReport> => this.#unlessStarting(await serviceIdle(this.#parts()));
  readonly glance = async (): Promise<Glance> => this.#unlessStarting(await serviceGlance(this.#parts()));

  readonly setNow = async (now: Instant): Promise<void> => {
    const { database, clock } = this.foundation;
    await saveSandboxClock(database, now);
    if (clock instanceof SandboxClock) clock.advanceTo(now);
  };

  opsServer(): OpsServer {
    const { registry, clock, onError } = this.foundation;
    const { setNow, idle, glance } = this;
    const sandbox = clock instanceof SandboxClock ? { sandbox: { setNow, idle, glance } } : {};
    return new OpsServer(serviceRoutes({ registry, readiness: () => this.#readiness(), ...sandbox }), onError);
  }

  async #readiness(): Promise<Readiness> {
    const { log, gate } = this.events;
    if (this.#serving) return await readinessOf(this.foundation.database, log);
    return { reasons: [gate.waitsFor ? `event log: ${gate.waitsFor}` : 'still starting, or stopping'] };
  }

  #parts(): BusyParts {
    const { relay, lanes } = this.events;
    return { clock: this.foundation.clock, relay, consumers: lanes.consumers, workers: this.work.workers };
  }

  /** Before its consumers run a service has no lag to tell: then the start itself is what is in hand. */
  #unlessStarting<R extends Glance>(report: R): R {
    return this.#serving ? report : { ...report, inFlight: report.inFlight + 1 };
  }
}
