import { setTimeout as sleep } from 'node:timers/promises';
import { OpsServer } from '@perennial/service/ops/ops-server';
import { Gauge, Registry } from 'prom-client';
import { violationsOf } from './audit.js';
import { auditSystem, type AuditTarget } from './open-system.js';

const EVERY_MS = 30_000;

/** Audits again and again until it is told to stop, and serves a gauge per invariant, of the invariant's name. */
export async function serve(target: AuditTarget, port: number): Promise<number> {
  const metrics = new AuditMetrics();
  const server = new OpsServer(
    {
      'GET /metrics': async () => ({
        status: 200,
        body: await metrics.registry.metrics(),
        contentType: metrics.registry.contentType,
      }),
    },
    (error) => process.stderr.write(`${String(error)}\n`),
  );
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  process.stdout.write(`metrics at http://127.0.0.1:${await server.listen(port)}/metrics\n`);
  while (!stopped.signal.aborted) {
    await metrics.round(target);
    await sleep(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
  await server.close();
  return 0;
}

class AuditMetrics {
  readonly registry = new Registry();
  readonly #violations = new Gauge({
    name: 'perennial_invariant_violations',
    help: 'violations that the last two audits found; anything but 0 is an alarm',
    labelNames: ['invariant'],
    registers: [this.registry],
  });
  readonly #uncertain = new Gauge({
    name: 'perennial_uncertain_messages',
    help: 'messages of which nobody can know whether the provider accepted',
    registers: [this.registry],
  });
  readonly #audited = new Gauge({
    name: 'perennial_audit_succeeded',
    help: '1 when the last audit could read everything, else 0: the other figures are then old',
    registers: [this.registry],
  });
  #before = new Set<string>();

  /** A system that cannot be read for a while is an alarm of its own, and no reason to end. */
  async round(target: AuditTarget): Promise<void> {
    try {
      const report = await auditSystem(target);
      for (const { name, violations } of report.verdicts)
        this.#violations.set(
          { invariant: name },
          violations.filter((violation) => this.#before.has(`${name}: ${violation}`)).length,
        );
      this.#before = new Set(violationsOf(report));
      this.#uncertain.set(report.uncertain);
      this.#audited.set(1);
    } catch (error) {
      this.#audited.set(0);
      process.stderr.write(`${(error as Error).message}\n`);
    }
  }
}
