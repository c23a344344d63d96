import { setTimeout as sleep } from 'node:timers/promises';
import { OpsServer } from '@perennial/service/ops/ops-server';
import { Gauge, Registry } from 'prom-client';
import { audit } from './audit.js';
import { openSystem, type DatabaseUrls } from './open-system.js';

const EVERY_MS = 30_000;

/** Audits again and again until it is told to stop, and serves a gauge per invariant, of the invariant's name. */
export async function serve(urls: DatabaseUrls, port: number): Promise<number> {
  const registry = new Registry();
  const violations = new Gauge({ name: 'perennial_invariant_violations', help: 'violations that the last audit found; anything but 0 is an alarm', labelNames: ['invariant'], registers: [registry] });
  const uncertain = new Gauge({ name: 'perennial_uncertain_messages', help: 'messages of which nobody can know whether the provider accepted', registers: [registry] });
  const server = new OpsServer({ 'GET /metrics': async () => ({ status: 200, body: await registry.metrics(), contentType: registry.contentType }) }, (error) => process.stderr.write(`${String(error)}\n`));
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  process.stdout.write(`metrics at http://127.0.0.1:${await server.listen(port)}/metrics\n`);
  while (!stopped.signal.aborted) {
    const { system, close } = await openSystem(urls);
    const report = await audit(system).finally(close);
    for (const verdict of report.verdicts) violations.set({ invariant: verdict.name }, verdict.violations.length);
    uncertain.set(report.uncertain);
    await sleep(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
  await server.close();
  return 0;
}
