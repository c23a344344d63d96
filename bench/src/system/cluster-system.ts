import { Cluster } from '@perennial/cluster/cluster';
import { freePortOffset } from '@perennial/processes/free-offset';
import { dataFolder, removeFolder } from '../leavings.js';
import { TODAY } from '../portfolio.js';
import { cpuOf, cpuOfTree, residentMb } from '../process-cost.js';
import { OWNERS, type BenchSystem, type Owner, type SystemOptions } from './bench-system.js';
import { openDatabase, statementsOf } from './inspect.js';
import { extraArguments } from './node-arguments.js';

const WALK_MS = 900_000;

/**
 * Every service as its own process, on a Kafka and a PostgreSQL of its own. The console is left out: nothing that is
 * measured passes it.
 */
export async function openCluster({
  environment,
  clock = 'sandbox',
  replicas = {},
  folder,
  nodeArguments = [],
  postgresSettings = {},
}: SystemOptions): Promise<BenchSystem> {
  const dataDir = folder ?? dataFolder();
  const most = Math.max(1, ...Object.values(replicas));
  const cluster = await Cluster.start({
    dataDir,
    portOffset: await freePortOffset(most),
    replicas: { ...replicas, console: 0 },
    clock,
    environment: { LOG_LEVEL: 'error', ...environment },
    nodeArguments: [...extraArguments(), ...nodeArguments],
    postgresSettings,
    eventLog: eventLog(),
    ...(clock === 'sandbox' ? { sandboxStart: `${TODAY}T00:00:00Z` } : {}),
    log: (line) => /\| (error|fatal) |!!!/.test(line) && process.stderr.write(`${line}\n`),
  });
  const processes = () => OWNERS.flatMap((name) => cluster.of(name));
  const byService = (of: (pid: number) => number): Record<string, number> =>
    processes().reduce<Record<string, number>>(
      (sums, { name, pid }) => ({ ...sums, [name]: (sums[name] ?? 0) + of(pid) }),
      {},
    );
  return {
    edges: cluster.edges,
    walkTo: (to) => cluster.walkTo(to, { limitMs: WALK_MS }),
    database: (name) => openDatabase(cluster.databases[name]),
    cpu: () => ({
      ...byService(cpuOf),
      PostgreSQL: cpuOfTree(cluster.postgres.postmasterPid),
      Kafka: sumOf(cluster.kafka.nodes.map(({ pid }) => cpuOf(pid))),
    }),
    pids: () => Object.fromEntries(OWNERS.map((name) => [name, cluster.of(name).map(({ pid }) => pid)])),
    get adminUrl() {
      return cluster.postgres.adminUrl;
    },
    memory: () => ({ ...byService(residentMb), Kafka: sumOf(cluster.kafka.nodes.map(({ pid }) => residentMb(pid))) }),
    statements: () => statementsOf(processes().map(({ name, opsUrl }) => [name, opsUrl])),
    killAndStart: (name) => killAndStart(cluster, name),
    stop: async () => {
      await cluster.stop();
      if (!folder) removeFolder(dataDir);
    },
  };
}

/** BENCH_EVENT_LOG=postgres: the same processes without Kafka, to tell what it costs. */
function eventLog(): 'kafka' | 'postgres' {
  return process.env['BENCH_EVENT_LOG'] === 'postgres' ? 'postgres' : 'kafka';
}

/** The first replica, started again as soon as it is gone. */
async function killAndStart(cluster: Cluster, name: Owner): Promise<number> {
  const [process] = cluster.of(name);
  if (!process) throw new Error(`the cluster has no ${name}`);
  const at = Date.now();
  await process.kill();
  process.start();
  return at;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
