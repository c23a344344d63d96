import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '@perennial/database/database';
import type { LogLocation } from '@perennial/events/log-location';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { walk } from '@perennial/service/sandbox/walker';
import { Cluster } from '@perennial/cluster/cluster';
import { ClusterPorts, OWNERS, type OwnerName } from '@perennial/cluster/cluster-ports';
import type { ServiceProcess } from '@perennial/cluster/service-process';
import { freePortOffset } from '@perennial/processes/free-offset';
import { Clients } from './clients.js';
import { Crowd } from './crowd.js';
import { FIRST_DAY, noon } from './deal.js';
import type { Judged } from './judged.js';
import { Ledger } from './ledger.js';
import { Load } from './load.js';
import type { DrillProvider } from './drill-provider.js';
import { openProvider } from './provider.js';
import { readyReport } from './ready-report.js';
import type { StageNeeds } from './stage-needs.js';
import { FOLDER_PREFIX } from './stale-folders.js';

/** Only tells a hang from work: kills one after the other keep a walk waiting for minutes. */
const WALK_MS = 600_000;
const PROBE_MS = 50;
const RECOVERS_MS = 180_000;

export interface StageOptions {
  readonly needs: StageNeeds;
  /** Where everything that the processes write is kept. */
  readonly logFile: string;
  readonly say: (line: string) => void;
}

/**
 * A cluster on real Kafka and PostgreSQL in a temporary folder, with a provider that keeps its own record and load to
 * run.
 */
export class Stage {
  readonly #waitingForRest: (() => void)[] = [];
  readonly #closed = new AbortController();
  /** Of the drill in hand. */
  ledger = new Ledger();
  /** The verdict after the drill before. */
  judged: Pick<Judged, 'uncertain' | 'deadLetters' | 'accepted'> = { uncertain: 0, deadLetters: 0, accepted: 0 };
  readonly clients = new Clients(() => this.cluster.edges, this.#closed.signal);
  readonly load = new Load({
    clients: this.clients,
    walkTo: (to) => this.walkTo(to),
    jumpTo: (to) => this.#crowd.setNow(to),
    nextRest: (limitMs) => this.#nextRest(limitMs),
  });
  readonly #absent = new Set<ServiceProcess>();
  readonly #crowd = new Crowd(() => this.processes);
  readonly #databases = new Map<OwnerName, Database>();

  private constructor(
    readonly cluster: Cluster,
    readonly provider: DrillProvider,
    readonly options: StageOptions,
    private readonly folder: string,
  ) {}

  static async open(options: StageOptions): Promise<Stage> {
    const { needs, logFile } = options;
    const folder = mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
    mkdirSync(dirname(logFile), { recursive: true });
    const portOffset = await freePortOffset(3);
    const publicUrl = `http://127.0.0.1:${new ClusterPorts(portOffset).http()}`;
    const provider = await openProvider(needs.provider, folder, publicUrl);
    try {
      const cluster = await Cluster.start({
        dataDir: folder,
        portOffset,
        // Only callbacks come by it.
        replicas: { console: needs.provider === 'channels' ? 1 : 0 },
        clock: 'sandbox',
        sandboxStart: `${FIRST_DAY}T00:00:00Z`,
        kafkaNodes: needs.brokers,
        environment: { ...provider.environment, LOG_LEVEL: 'warn' },
        log: (line) => appendFileSync(logFile, `${new Date().toISOString().slice(11, 23)} ${line}\n`),
      });
      return new Stage(cluster, provider, options, folder);
    } catch (error) {
      await provider.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get processes(): ServiceProcess[] {
    if (this.#closed.signal.aborted) return [];
    return this.cluster.processes.filter(
      (process) => OWNERS.some((name) => name === process.name) && !this.#absent.has(process),
    );
  }

  /** For tools that read and write the event log from outside. */
  get log(): LogLocation {
    return { kind: 'kafka', connection: { brokers: this.cluster.brokers.split(','), tls: false, clientId: 'drill' } };
  }

  /** The first replica of a service. */
  first(name: OwnerName): ServiceProcess {
    return this.cluster.of(name)[0] as ServiceProcess;
  }

  /**
   * For questions about what a service has written; as the administrator, so that foreign sessions can be played as
   * well.
   */
  database(name: OwnerName): Database {
    const known = this.#databases.get(name);
    if (known) return known;
    const url = new URL(this.cluster.postgres.adminUrl);
    url.pathname = new URL(this.cluster.databases[name]).pathname;
    const opened = new Database({
      url: url.href,
      applicationName: 'drill',
      poolSize: 3,
      transactionTimeoutMs: 600_000,
      onPoolError: () => undefined,
    });
    this.#databases.set(name, opened);
    return opened;
  }

  /** The walk does not wait for a process that a drill has stopped on purpose. */
  without(process: ServiceProcess): () => void {
    this.#absent.add(process);
    return () => void this.#absent.delete(process);
  }

  /** Walks the clock of whoever is there. @throws Error with everybody's last answer when it does not come to rest. */
  async walkTo(to: Instant, limitMs = WALK_MS): Promise<void> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), limitMs);
    const signal = AbortSignal.any([late.signal, this.#closed.signal]);
    try {
      await walk([this.#crowd], { to, pause: (ms) => sleep(ms), signal, onStop: () => this.#rested() });
    } finally {
      clearTimeout(timer);
    }
    if (!signal.aborted) return;
    const reports = [...this.#crowd.reports].map(
      ([url, report]) => `  ${url} ${typeof report === 'string' ? report : JSON.stringify(report)}`,
    );
    throw new Error(
      `the walk to ${formatInstant(to)} did not come to rest within ${limitMs / 1_000} s\n${reports.join('\n')}`,
    );
  }

  #rested(): void {
    this.ledger.rested(this.#crowd.askedSince, performance.now());
    for (const resolve of this.#waitingForRest.splice(0)) resolve();
  }

  async #nextRest(limitMs: number): Promise<boolean> {
    return await Promise.race([
      new Promise<true>((resolve) => this.#waitingForRest.push(() => resolve(true))),
      sleep(limitMs, false, { ref: false }),
    ]);
  }

  /** Everything due until now is done; retries of the last day as well. */
  async rest(): Promise<void> {
    await this.walkTo(noon(this.load.day));
  }

  /** Waits for the provider's next acceptance: messages are on their way at this moment. */
  async untilSending(): Promise<void> {
    await this.provider.next();
  }

  /** A fault whose recovery ends when the whole system has come to rest. */
  recoversFrom(what: string): void {
    this.ledger.recoversFrom(what, performance.now());
  }

  /**
   * Starts a process again and waits until it has caught up: ready, nothing to read, nothing to publish. @returns when,
   * monotonic ms; undefined when it ended before.
   */
  async restart(
    process: ServiceProcess,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<number | undefined> {
    if (this.#closed.signal.aborted) throw new Error('the stage is closed');
    process.start(environment);
    const ended = process.exited.then(() => 'ended' as const);
    const deadline = performance.now() + RECOVERS_MS;
    while (performance.now() < deadline && !this.#closed.signal.aborted) {
      const report = await Promise.race([ended, readyReport(process.opsUrl)]);
      if (report === 'ended') return undefined;
      if (report?.lag === 0 && report.outbox === 0) return performance.now();
      await sleep(PROBE_MS);
    }
    throw new Error(
      `${process.name}.${process.replica} has not caught up within ${RECOVERS_MS / 1_000} s of its start`,
    );
  }

  /** Ends everything, also what a failed drill left behind. */
  async close(): Promise<void> {
    this.#closed.abort();
    try {
      for (const database of this.#databases.values()) await database.close();
    } finally {
      await this.cluster.stop();
      await this.provider.stop();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}
