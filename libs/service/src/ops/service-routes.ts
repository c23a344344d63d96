import { parseInstant, formatInstant, type Instant } from '@perennial/kernel/instant';
import type { Registry } from 'prom-client';
import type { Glance, IdleReport } from '../sandbox/idle.js';
import type { OpsAnswer, OpsRoutes } from './ops-server.js';

export interface Readiness {
  /** Why the service takes no calls; empty when it does. */
  readonly reasons: readonly string[];
  /** What waits for somebody else meanwhile. */
  readonly impaired?: readonly string[];
}

export interface OpsSource {
  readonly registry: Registry;
  readonly readiness: () => Promise<Readiness>;
  /** Absent on the system clock. */
  readonly sandbox?: {
    readonly setNow: (now: Instant) => Promise<void>;
    readonly idle: () => Promise<IdleReport>;
    readonly glance: () => Promise<Glance>;
  };
}

/** The routes of an ops port (surfaces.md). */
export function serviceRoutes(source: OpsSource): OpsRoutes {
  const routes: Record<string, (body: unknown) => Promise<OpsAnswer>> = {
    'GET /healthz': async () => ({ status: 200, body: { status: 'alive' } }),
    'GET /readyz': async () => {
      const { reasons, impaired = [] } = await source.readiness();
      if (reasons.length > 0) return { status: 503, body: { status: 'not ready', reasons } };
      return { status: 200, body: { status: 'ready', ...(impaired.length > 0 ? { impaired } : {}) } };
    },
    'GET /metrics': async () => ({
      status: 200,
      body: await source.registry.metrics(),
      contentType: source.registry.contentType,
    }),
  };
  const { sandbox } = source;
  if (sandbox) {
    routes['GET /sandbox/idle'] = async () => ({ status: 200, body: await sandbox.idle() });
    routes['GET /sandbox/glance'] = async () => ({ status: 200, body: await sandbox.glance() });
    routes['PUT /sandbox/now'] = async (body) => {
      const parsed = parseInstant(String((body as { now?: unknown } | undefined)?.now ?? ''));
      if (!parsed.ok) return { status: 400, body: { title: `now: ${parsed.error}` } };
      await sandbox.setNow(parsed.value);
      return { status: 200, body: { now: formatInstant(parsed.value) } };
    };
  }
  return routes;
}
