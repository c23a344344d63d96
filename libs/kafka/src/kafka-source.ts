import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasMaven, javaMissing } from './java.js';
import { jarsFolder } from './kafka-jars.js';

export type KafkaSource =
  | { readonly kind: 'given'; readonly brokers: string }
  | { readonly kind: 'container' }
  | { readonly kind: 'java' }
  | { readonly kind: 'none'; readonly reason: string };

/** The run has found out, and tells its suites instead of the brokers. */
const UNAVAILABLE = 'unavailable: ';

/**
 * Where a suite's Kafka comes from: the run's shared one (`PERENNIAL_TEST_KAFKA`), `KAFKA_BROKERS`, a container, Java
 * with jars from Maven. An own one is never shared, and Java goes before containers for it: its servers can be killed
 * and frozen. Synchronous, because Jest wants to know its tests before anything is awaited.
 */
export function kafkaSource(
  { own }: { readonly own: boolean },
  environment: NodeJS.ProcessEnv = process.env,
): KafkaSource {
  const brokers = environment['PERENNIAL_TEST_KAFKA'] || environment['KAFKA_BROKERS'];
  if (brokers?.startsWith(UNAVAILABLE)) return { kind: 'none', reason: brokers.slice(UNAVAILABLE.length) };
  if (brokers && !own) return { kind: 'given', brokers };
  const sources: ((environment: NodeJS.ProcessEnv) => KafkaSource)[] = own
    ? [fromJava, fromContainer]
    : [fromContainer, fromJava];
  const reasons: string[] = [];
  for (const source of sources) {
    const found = source(environment);
    if (found.kind !== 'none') return found;
    reasons.push(found.reason);
  }
  return { kind: 'none', reason: `${own ? '' : 'KAFKA_BROKERS is not set, '}${reasons.join(', ')}` };
}

/** The command line program knows contexts and DOCKER_HOST, and asks the engine itself. */
function fromContainer(environment: NodeJS.ProcessEnv): KafkaSource {
  const { status } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    env: environment,
    stdio: 'ignore',
    timeout: 10_000,
  });
  return status === 0 ? { kind: 'container' } : { kind: 'none', reason: 'no Docker engine answers' };
}

function fromJava(environment: NodeJS.ProcessEnv): KafkaSource {
  const missing =
    javaMissing(environment) ??
    (existsSync(jarsFolder(environment)) || hasMaven(environment)
      ? undefined
      : 'there is no Maven (mvn) to fetch Kafka with');
  return missing ? { kind: 'none', reason: missing } : { kind: 'java' };
}
