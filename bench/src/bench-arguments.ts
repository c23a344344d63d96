import { parseArgs } from 'node:util';
import { jobQueues } from './baseline/job-queues.js';
import { rawKafkajs } from './baseline/raw-kafkajs.js';
import type { Baseline, Benchmark } from './benchmark.js';
import { coldStart } from './cold-start.js';
import { fence } from './fence.js';
import type { SystemKind } from './figure.js';
import { lateness } from './lateness.js';
import { handWrittenPipeline } from './pipeline/pipeline.js';
import { profile } from './profile/profile.js';
import { recovery } from './recovery.js';
import { retention } from './retention/retention.js';
import { failover } from './failover.js';
import { httpThroughput, replicas, smtpThroughput } from './throughput.js';

const BENCHMARKS: readonly Benchmark[] = [
  httpThroughput,
  replicas,
  smtpThroughput,
  failover,
  lateness,
  fence,
  recovery,
  coldStart,
  profile,
  retention,
];
const BASELINES: readonly Baseline[] = [handWrittenPipeline, rawKafkajs, jobQueues];
const KINDS: readonly SystemKind[] = ['standalone', 'cluster'];

/** What to run, in order. */
export interface Plan {
  readonly baselines: readonly Baseline[];
  readonly benchmarks: readonly { readonly on: SystemKind; readonly benchmark: Benchmark }[];
}

const list = (entries: readonly { name: string; measures: string }[]): string =>
  entries.map(({ name, measures }) => `  ${name.padEnd(12)} ${measures}`).join('\n');

export const HELP = `Measures Perennial on this machine; nothing is asserted.

  npm run bench                                 everything: baselines, standalone, cluster
  npm run bench -- --on cluster                 one of standalone, cluster, with the baselines
  npm run bench -- [--on cluster] <name> ...    some of it

Of the product, on standalone (one process) and on the cluster (a process each, Kafka):
${list(BENCHMARKS)}
Baselines in the same run:
${list(BASELINES)}

BENCH_COUNT, BENCH_RUNS and BENCH_DUE say how much; BENCH_EVENT_LOG=postgres runs the cluster without Kafka; BENCH_NODE_ARGS are
given to node of the measured processes, such as "--cpu-prof --cpu-prof-dir=/tmp/profiles".

Figures go to the screen as a table and to bench/results/ as JSON; a figure of several runs is the middle one. Machines are
noisy: compare ratios of one run. Ctrl-C stops everything in order.`;

export type Arguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string }
  | { readonly kind: 'run'; readonly plan: Plan };

/** Reads the command line. */
export function benchArguments(args: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { on: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return { kind: 'help' };
    return { kind: 'run', plan: planOf(values.on, positionals) };
  } catch (error) {
    return { kind: 'wrong', why: (error as Error).message };
  }
}

function planOf(on: string | undefined, names: readonly string[]): Plan {
  const kinds = KINDS.filter((kind) => on === undefined || on === kind);
  if (kinds.length === 0) throw new Error(`--on must be ${KINDS.join(' or ')}`);
  const unknown = names.find((name) => ![...BENCHMARKS, ...BASELINES].some((one) => one.name === name));
  if (unknown) throw new Error(`there is no benchmark ${unknown}`);
  const wanted = (one: { name: string; onDemand?: boolean }): boolean =>
    (names.length === 0 && !one.onDemand) || names.includes(one.name);
  return {
    baselines: BASELINES.filter(wanted),
    benchmarks: kinds.flatMap((kind) =>
      BENCHMARKS.filter((one) => wanted(one) && one.on.includes(kind)).map((benchmark) => ({ on: kind, benchmark })),
    ),
  };
}
