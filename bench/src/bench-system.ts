import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { Database } from '@perennial/database/database';
import { contact, contract, customer } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/testing/system/free-offset';
import { StandaloneProcess } from '@perennial/testing/system/standalone-process';
import { cpuOf, cpuOfTree } from './process-cost.js';

export const ZONE = 'America/New_York';
/** A Monday, so that the node two days later is a working day. */
export const TODAY = '2025-01-06';
/** Annual terms that end here have their T-60 node two days after TODAY. */
export const LAST_DAY = addDays(TODAY, 62);

const SERVICES = { contracts: 9101, scheduling: 9103, delivery: 9104, payments: 9105 } as const;
type Name = keyof typeof SERVICES;

/** The built product in a process of its own, on a folder of its own. */
export class BenchSystem {
  private constructor(readonly process: StandaloneProcess, readonly dataDir: string, private readonly offset: number) {}

  static async start(environment: Record<string, string>): Promise<BenchSystem> {
    const dataDir = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
    const offset = await freePortOffset();
    const nodeArguments = (process.env['BENCH_NODE_ARGS'] ?? '').split(' ').filter(Boolean);
    const child = await StandaloneProcess.start({ nodeArguments, dataDir, portOffset: offset, environment: { PERENNIAL_SANDBOX_START: `${TODAY}T00:00:00Z`, LOG_LEVEL: 'error', ...environment } });
    return new BenchSystem(child, dataDir, offset);
  }

  get pid(): number {
    return this.process.child.pid as number;
  }

  database(name: Name | 'events'): Database {
    const { databases } = JSON.parse(readFileSync(join(this.dataDir, 'running.json'), 'utf8')) as { databases: Record<string, string> };
    return new Database({ url: databases[name] as string, applicationName: 'bench', poolSize: 2, onPoolError: (error) => process.stderr.write(`${error.message}\n`) });
  }

  /** CPU so far, ms: the services, and PostgreSQL with its keeper. */
  cost(): { services: number; postgres: number } {
    const services = cpuOf(this.pid);
    return { services, postgres: cpuOfTree(this.pid) - services };
  }

  /** Database statements so far, by service. */
  async statements(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [name, port] of Object.entries(SERVICES)) {
      const text = await (await fetch(`http://127.0.0.1:${port + this.offset}/metrics`)).text();
      counts[name] = Number(/^perennial_database_statements\{[^}]*\} (\S+)$/m.exec(text)?.[1] ?? Number.NaN);
    }
    return counts;
  }

  /** Customers with one contact each, then one annual contract each. @returns contracts and the seconds that their stream took. */
  async portfolio(count: number): Promise<{ contracts: string[]; seconds: number }> {
    const names = Array.from({ length: count }, (_, i) => `b${i}`);
    await this.process.edges.take(names.flatMap((name) => [customer(name, ZONE), contact(name, name)]));
    const start = addMonthsClamped(addDays(LAST_DAY, 1), -12);
    const began = performance.now();
    const contracts = await this.process.edges.take(names.map((name) => contract(name, name, start)));
    return { contracts, seconds: (performance.now() - began) / 1_000 };
  }

  /** Contracts whose terms end beyond the horizon, ten a customer: the stream alone, without planning behind it. @returns contracts a second. */
  async erpSync(count: number): Promise<number> {
    const names = Array.from({ length: count / 10 }, (_, i) => `h${i}`);
    await this.process.edges.take(names.map((name) => customer(name, ZONE)));
    const records = names.flatMap((name) => Array.from({ length: 10 }, (_, i) => contract(`${name}-${i}`, name, TODAY, { periodMonths: 36 })));
    const began = performance.now();
    await this.process.edges.take(records);
    return count / ((performance.now() - began) / 1_000);
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
