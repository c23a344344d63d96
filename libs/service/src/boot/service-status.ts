import type { HealthImplementation } from 'grpc-health-check';
import type { Instant } from '@perennial/kernel/instant';
import { monotonicNow } from '../clock/monotonic.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { saveSandboxClock } from '../clock/sandbox-clock.store.js';
import { OpsServer } from '../ops/ops-server.js';
import { serviceRoutes, type Readiness } from '../ops/service-routes.js';
import { Remembered } from '../work/remembered.js';
import type { Glance, IdleReport } from '../sandbox/idle.js';
import type { EventParts } from './event-parts.js';
import type { Foundation } from './foundation.js';
import { readinessOf } from './readiness.js';
import { servedServices } from './served-services.js';
import type { ServiceDefinition } from './service-definition.js';
import { serviceGlance, serviceGlanceWithDatabase, serviceIdle, type BusyParts } from './service-idle.js';
import type { WorkPool } from './work-pool.js';

interface StatusParts {
  readonly definition: ServiceDefinition;
  readonly foundation: Foundation;
  readonly events: EventParts;
  readonly work: WorkPool;
  readonly health: HealthImplementation;
  /** See Remembered. */
  readonly writes: (() => number) | undefined;
}

/** Whether a service serves and whether it has something to do, as the ops port and gRPC's health tell it. */
export class ServiceStatus {
  #serving = false;
  readonly #pending: Remembered<number>;

  constructor(private readonly parts: StatusParts) {
    const { events, writes } = parts;
    // Publishing, which is no write of the service, makes any other number old.
    this.#pending = new Remembered(
      (sql) => events.relay.pending(sql),
      writes,
      monotonicNow,
      (pending) => pending === 0,
    );
  }

  setServing(serving: boolean): void {
    this.#serving = serving;
    const { definition, health } = this.parts;
    for (const served of ['', ...Object.keys(servedServices(definition))])
      health.setStatus(served, serving ? 'SERVING' : 'NOT_SERVING');
  }

  /** Before its consumers run a service has no lag to tell: then the start itself is what is in hand. */
  readonly idle = async (): Promise<IdleReport> => {
    const report = await serviceIdle(this.#parts());
    return this.#serving ? report : { ...report, inFlight: report.inFlight + 1 };
  };

  readonly glance = (): Glance => serviceGlance(this.#parts());

  readonly setNow = async (now: Instant): Promise<void> => {
    const { positions, clock } = this.parts.foundation;
    await saveSandboxClock(positions, now);
    if (clock instanceof SandboxClock) clock.advanceTo(now);
  };

  opsServer(): OpsServer {
    const { registry, clock, onError } = this.parts.foundation;
    const { setNow, idle } = this;
    const glance = () => serviceGlanceWithDatabase(this.#parts());
    const sandbox = clock instanceof SandboxClock ? { sandbox: { setNow, idle, glance } } : {};
    return new OpsServer(serviceRoutes({ registry, readiness: () => this.#readiness(), ...sandbox }), onError);
  }

  async #readiness(): Promise<Readiness> {
    const { log, gate } = this.parts.events;
    if (this.#serving) return await readinessOf(this.parts.foundation.database, log);
    return { reasons: [gate.waitsFor ? `event log: ${gate.waitsFor}` : 'still starting, or stopping'] };
  }

  #parts(): BusyParts {
    const { foundation, events, work } = this.parts;
    return {
      clock: foundation.clock,
      database: foundation.database,
      relay: events.relay,
      pending: this.#pending,
      consumers: events.lanes.consumers,
      workers: work.workers,
    };
  }
}
