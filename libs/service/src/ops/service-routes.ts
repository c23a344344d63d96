import { parseInstant, formatInstant, type Instant } from '@perennial/kernel/instant';
import type { Registry } from 'prom-client';
import type { Glance, IdleReport } from '../sandbox/idle.js';
import type { OpsAnswer, OpsRoutes } from './ops-server.js';

export interface OpsSource {
  readonly registry: Registry;
  /** Why the service is not ready; empty when it is. */
  readonly unready: () => Promise<readonly string[]>;
  /** Absent on the system clock. */
  readonly sandbox?: { readonly setNow: (now: Instant) => Promise<void>; readonly idle: () => Promise<IdleReport>; readonly glance: () => Promise<Glance> };
}

/** The routes of an ops port (surfaces.md). */
export function serviceRoutes(source: OpsSource): OpsRoutes {
  const routes: Record<string, (body: unknown) => Promise<OpsAnswer>> = {
    'GET /healthz': async () => ({ status: 200, body: { status: 'alive' } }),
    'GET /readyz': async () => {
      const reasons = await source.unready();
      return reasons.length === 0 ? { status: 200, body: { status: 'ready' } } : { status: 503, body: { status: 'not ready', reasons } };
    },
    'GET /metrics': async () => ({ status: 200, body: await source.registry.metrics(), contentType: source.registry.contentType }),
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
