import { resolve } from 'node:path';
import { noteRunningSystem } from '@perennial/events/running-system';
import { readEnvironment } from '@perennial/service/config/environment';
import { Cluster } from './cluster.js';
import { CLUSTER_HELP, clusterArguments, type ClusterArguments } from './cluster-arguments.js';
import { clusterWelcome } from './cluster-welcome.js';
import { passedOn } from './passed-on.js';

/** Where the sample's clock begins. */
const SAMPLE_START = '2024-07-01T00:00:00Z';
const PARENT_MS = 1_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function argumentsOrExit(): ClusterArguments {
  try {
    readEnvironment({}, process.env);
    return clusterArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\nnpm run cluster -- --help tells the flags\n`);
    return process.exit(2);
  }
}

async function run(flags: ClusterArguments): Promise<void> {
  const dataDir = resolve(process.env['PERENNIAL_DATA'] ?? '.perennial-cluster');
  const { environment, environmentOf } = passedOn(process.env);
  const cluster = await Cluster.start({
    dataDir,
    environment,
    environmentOf,
    replicas: flags.replicas,
    portOffset: flags.portOffset,
    clock: flags.clock,
    sample: flags.sample,
    eventLog: flags.eventLog,
    kafkaNodes: flags.nodes,
    sandboxStart: flags.sandboxStart ?? (flags.sample ? SAMPLE_START : undefined),
    ...(flags.brokers ? { kafka: { brokers: flags.brokers, nodes: [], stop: async () => undefined } } : {}),
    restart: true,
    log: say,
    style: { colour: process.stdout.isTTY ?? false },
  });
  say(
    clusterWelcome(cluster, dataDir, {
      clock: flags.clock,
      mails: environment['SMTP_URL'] ?? environment['HTTP_PROVIDER_URL'],
    }),
  );
  stopWith(cluster, noteRunningSystem(dataDir));
}

/**
 * Ends in order on the first signal; before it serves, a signal ends at once, and the keepers and the watchdog clean
 * up.
 */
function stopWith(cluster: Cluster, forget: () => void): void {
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    say(`${reason}: stopping in order`);
    forget();
    cluster.stop().then(
      () => {
        say('Goodbye. Everything is stopped.');
        process.exit(0);
      },
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  // npm's shell does not pass a SIGTERM on: when it is gone, the cluster stops in order instead of living on unseen.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop('the parent is gone');
  }, PARENT_MS).unref();
}

const flags = argumentsOrExit();
if (flags.help) say(CLUSTER_HELP);
else {
  await run(flags).catch((error: unknown) => {
    process.stderr.write(`the cluster did not start: ${(error as Error).message}\n`);
    process.exit(1);
  });
}
