import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '@perennial/database/embedded/process-table';
import { KafkaUnavailableError } from './kafka-unavailable.js';

export const KAFKA_VERSION = '4.1.0';
const LOG4J_VERSION = '2.24.3';
const LIMIT_MS = 5 * 60_000;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const dependency = (group: string, artifact: string, version: string) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>perennial</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
${['kafka_2.13', 'kafka-server', 'kafka-tools'].map((artifact) => dependency('org.apache.kafka', artifact, KAFKA_VERSION)).join('\n')}
${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOG4J_VERSION)}
</dependencies></project>
`;

/**
 * Where Kafka's jars are kept, outside the checkout: `$XDG_CACHE_HOME`, else `~/.cache`. It exists only when complete.
 */
export function jarsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'perennial', `kafka-${KAFKA_VERSION}`);
}

/**
 * The folder of Kafka's jars; fetched by Maven on first use (54 MB). Of several at once one fetches, the others wait.
 * @throws KafkaUnavailableError with Maven's words
 */
export async function kafkaJars(log: (line: string) => void): Promise<string> {
  const folder = jarsFolder();
  mkdirSync(join(folder, '..'), { recursive: true });
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (!take(lock)) {
      await sleep(250);
      continue;
    }
    try {
      if (!existsSync(folder)) await fetchInto(folder, log);
    } finally {
      rmSync(lock, { force: true });
    }
  }
  return folder;
}

async function fetchInto(folder: string, log: (line: string) => void): Promise<void> {
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'lib'), { recursive: true });
  writeFileSync(join(draft, 'pom.xml'), POM);
  log(`fetching Kafka ${KAFKA_VERSION} from Maven Central into ${folder} (once, 54 MB)`);
  const began = performance.now();
  await maven([
    '-B',
    '-ntp',
    '-Dmaven.artifact.threads=16',
    '-f',
    join(draft, 'pom.xml'),
    COPY,
    `-DoutputDirectory=${join(draft, 'lib')}`,
    '-DincludeScope=runtime',
  ]);
  renameSync(draft, folder);
  log(`fetched Kafka ${KAFKA_VERSION} in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

async function maven(args: string[]): Promise<void> {
  // A program that runs for seconds does not gain by the second compiler: it takes a third of the time.
  const env = { ...process.env, MAVEN_OPTS: `-XX:TieredStopAtLevel=1 ${process.env['MAVEN_OPTS'] ?? ''}` };
  const child = spawn('mvn', args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0)
    throw new KafkaUnavailableError(
      `mvn could not fetch Kafka (${signal ?? `exit ${code}`}): ${output.trim().slice(-2000)}`,
    );
}

/** A lock file names its holder; that of a holder who was killed is nobody's. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (abandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function abandoned(lock: string): boolean {
  const holder = Number(existsSync(lock) && readFileSync(lock, 'utf8'));
  return holder > 0 && !isAlive(holder);
}
