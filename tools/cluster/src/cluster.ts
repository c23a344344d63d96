import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedPostgres } from '@perennial/database/embedded/start-postgres';
import type { Instant } from '@perennial/kernel/instant';
import { dataFolderKeys } from '@perennial/service/config/data-folder-keys';
import type { Participant, WalkOptions } from '@perennial/service/sandbox/walker';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { Edges } from '@perennial/testing/system/edges';
import { walkTo } from '@perennial/testing/system/in-process';
import { ClusterDatabases, type ClusterDatabaseUrls } from './cluster-databases.js';
import { replicasOf, type ClusterOptions, type Settings } from './cluster-options.js';
import { clusterParticipant } from './cluster-participant.js';
import { ClusterPorts, OWNERS, type ProcessName, type ServiceName } from './cluster-ports.js';
import { ownMail, peerAddress, type ClusterPlan } from './process-settings.js';
import { ProcessPool } from './process-pool.js';
import { removeRunningFile, writeRunningFile } from './running-file.js';
import type { ServiceProcess } from './service-process.js';

const NO_KAFKA: TestKafka = { brokers: '', nodes: [], stop: async () => undefined };

/**
 * Every service as processes of its own, on a real event log and PostgreSQL of this machine. Whoever starts it stops
 * it.
 */
export class Cluster {
  readonly edges: Edges;

  private constructor(
    private readonly options: ClusterOptions,
    private readonly plan: ClusterPlan,
    private readonly data: ClusterDatabases,
    readonly kafka: TestKafka,
    private readonly pool: ProcessPool,
  ) {
    this.edges = new Edges(
      Object.fromEntries(OWNERS.map((name) => [name, peerAddress(plan, name)])) as Record<
        (typeof OWNERS)[number],
        string
      >,
    );
  }

  /** Resolves when everything is ready. @throws what could not start; whatever had started is stopped again. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const replicas = replicasOf(options);
    const dataDir = resolve(options.dataDir);
    const eventLog = options.eventLog ?? 'kafka';
    const log = options.log ?? (() => undefined);
    const processes = OWNERS.reduce((sum, name) => sum + replicas[name], 0);
    log(`${eventLog === 'kafka' && !options.kafka ? 'Kafka and ' : ''}PostgreSQL start in ${dataDir}`);
    const keys = dataFolderKeys(dataDir);
    const [database, events] = await Promise.allSettled([
      ClusterDatabases.start({ dataDir, eventLog, processes, settings: options.postgresSettings ?? {}, log }),
      eventLog === 'postgres'
        ? NO_KAFKA
        : (options.kafka ?? testKafka({ own: true, nodes: options.kafkaNodes ?? 1, dataDir: `${dataDir}/kafka`, log })),
    ]);
    if (database.status === 'rejected' || events.status === 'rejected') {
      if (database.status === 'fulfilled') await database.value.stop();
      if (events.status === 'fulfilled' && !options.kafka) await events.value.stop();
      throw (database as PromiseRejectedResult).reason ?? (events as PromiseRejectedResult).reason;
    }
    const [data, kafka] = [database.value, events.value];
    const plan: ClusterPlan = {
      dataDir,
      replicas,
      keys,
      ports: new ClusterPorts(options.portOffset ?? 0),
      clock: options.clock ?? 'sandbox',
      sandboxStart: options.sandboxStart,
      sample: options.sample ?? false,
      brokers: kafka.brokers,
      databases: data.urls,
      environment: options.environment ?? {},
      environmentOf: options.environmentOf ?? {},
    };
    const cluster = new Cluster(options, plan, data, kafka, new ProcessPool(options, log));
    try {
      await cluster.#begin(log);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  async #begin(log: (line: string) => void): Promise<void> {
    const { plan, pool } = this;
    if (ownMail(plan)) await pool.add(plan, 'catcher', 0);
    log('services start');
    const services = [...OWNERS, 'console' as const].flatMap((name) =>
      Array.from({ length: plan.replicas[name] }, (_, replica) => ({ name, replica })),
    );
    const starts = await Promise.allSettled(services.map(({ name, replica }) => pool.add(plan, name, replica)));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed) throw failed.reason;
    if (plan.sample) await pool.add(plan, 'feeder', 0);
    pool.serve();
    this.#announce();
  }

  get databases(): ClusterDatabaseUrls {
    return this.data.urls;
  }

  get postgres(): EmbeddedPostgres {
    return this.data.postgres;
  }

  get brokers(): string {
    return this.kafka.brokers;
  }

  get ports(): ClusterPorts {
    return this.plan.ports;
  }

  get processes(): readonly ServiceProcess[] {
    return this.pool.all;
  }

  of(name: ProcessName): readonly ServiceProcess[] {
    return this.pool.all.filter((process) => process.name === name);
  }

  /** Everybody who follows the sandbox clock. One that is down counts as busy until it is back. */
  get participants(): Participant[] {
    return this.pool.all
      .filter(({ name }) => name !== 'console' && name !== 'catcher')
      .map((process) =>
        clusterParticipant(`${process.name}.${process.replica}`, process.opsUrl, () => this.pool.all.includes(process)),
      );
  }

  /** One more replica, ready. Peers and the console's walk know only the replicas of the start. */
  async add(name: ServiceName, environment: Settings = {}): Promise<ServiceProcess> {
    const taken = new Set(this.of(name).map(({ replica }) => replica));
    let replica = this.plan.replicas[name];
    while (taken.has(replica)) replica += 1;
    const added = await this.pool.add(this.plan, name, replica, environment);
    this.#announce();
    return added;
  }

  /** Stops a replica in order and forgets it. */
  async remove(process: ServiceProcess): Promise<void> {
    await this.pool.remove(process);
    this.#announce();
  }

  /** @throws Error with everybody's report when they do not come to rest within `limitMs` (default 60 s). */
  async walkTo(instant: Instant, more: Partial<WalkOptions> & { limitMs?: number } = {}): Promise<void> {
    await walkTo(this.participants, instant, { pause: (ms) => sleep(ms), ...more });
  }

  /** Restarts PostgreSQL on its port. */
  async restartPostgres(): Promise<void> {
    await this.data.restart();
  }

  /** In order: services, Kafka, PostgreSQL. */
  async stop(): Promise<void> {
    removeRunningFile(this.plan.dataDir);
    this.edges.close();
    await this.pool.stop();
    if (!this.options.kafka) await this.kafka.stop();
    await this.data.stop();
  }

  #announce(): void {
    const addresses = (of: (process: ServiceProcess) => string) =>
      Object.fromEntries(
        this.pool.all
          .filter((process) => of(process) !== '')
          .map((process) => [`${process.name}.${process.replica}`, of(process)]),
      );
    writeRunningFile(this.plan.dataDir, {
      databases: this.databases,
      brokers: this.brokers,
      ops: addresses(({ opsUrl }) => opsUrl),
      grpc: addresses(({ grpcAddress }) => grpcAddress),
      http: `http://127.0.0.1:${this.ports.http()}`,
    });
  }
}
