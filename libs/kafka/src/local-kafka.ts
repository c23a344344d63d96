import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@perennial/processes/free-port';
import { claimFolder } from './claim-folder.js';
import { clusterId, formatStorage } from './format-storage.js';
import { java } from './java.js';
import { kafkaJars } from './kafka-jars.js';
import { KafkaKeeper, KafkaStartError } from './kafka-keeper.js';
import { LocalNode } from './local-node.js';
import { LOG4J, scramOptions, serverProperties, type Sasl, type ServerPlace } from './server-properties.js';

export interface LocalKafkaOptions {
  readonly nodes: number;
  /** Kept; absent: a temporary folder that goes with this process. */
  readonly dataDir?: string;
  /** Of the first server, the others follow; absent: free ones. */
  readonly port?: number;
  readonly sasl?: Sasl;
  readonly properties?: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

export interface LocalKafka {
  readonly brokers: string;
  readonly nodes: readonly LocalNode[];
  stop(): Promise<void>;
}

const JVM = ['-Xms64m', '-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-Djava.awt.headless=true'];
const ATTEMPTS = 3;

/**
 * A cluster of Kafka servers as processes of this machine, each broker and controller at once, ended with this process
 * however it ends. With `dataDir` the data is there again at the next start. @throws KafkaStartError, Error when the
 * folder is in use
 */
export async function startLocalKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const jars = await kafkaJars(options.log);
  const dataDir = options.dataDir ? resolve(options.dataDir) : mkdtempSync(join(tmpdir(), 'perennial-kafka-'));
  mkdirSync(dataDir, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    await claimFolder(dataDir, options.log);
    try {
      return await startOn(dataDir, jars, options);
    } catch (error) {
      const taken = error instanceof KafkaStartError && /BindException|Address already in use/.test(error.log);
      if (!taken || options.port !== undefined || attempt === ATTEMPTS) throw error;
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    }
  }
}

async function startOn(dataDir: string, jars: string, options: LocalKafkaOptions): Promise<LocalKafka> {
  const log4j = join(dataDir, 'log4j2.properties');
  writeFileSync(log4j, LOG4J);
  const command: [string, ...string[]] = [
    java(),
    ...JVM,
    `-Dlog4j2.configurationFile=${log4j}`,
    '-cp',
    join(jars, 'lib', '*'),
  ];
  const places = await choosePlaces(dataDir, options);
  const file = ({ id }: ServerPlace) => join(dataDir, `node-${id}.properties`);
  for (const place of places)
    writeFileSync(file(place), serverProperties(place, places, options.sasl, options.properties), { mode: 0o600 });
  const [program = '', ...args] = [...dyingWithParent(), ...command, 'kafka.Kafka'];
  const servers = places.map((place) => ({
    id: place.id,
    command: program,
    args: [...args, file(place)],
    logFile: join(dataDir, `node-${place.id}.log`),
  }));
  const temporary = options.dataDir === undefined;
  // Before the first second of work: what is temporary goes with this process from now on.
  const keeper = new KafkaKeeper({ ownerPid: process.pid, dataDir, temporary, servers });
  const nodes = places.map((place) => new LocalNode(place.id, `127.0.0.1:${place.port}`, keeper));
  const stop = async () => {
    await keeper.stop();
    // Only if the keeper was killed: then nobody else does it.
    for (const node of nodes) await node.endOrphan();
    if (temporary) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  const storage = { clusterId: clusterId(dataDir), options: options.sasl ? scramOptions(options.sasl) : [] };
  try {
    await Promise.all(
      places.map((place) => formatStorage(command, { ...storage, propertiesFile: file(place), logDir: place.logDir })),
    );
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return { brokers: nodes.map(({ address }) => address).join(','), nodes, stop: () => (stopped ??= stop()) };
}

async function choosePlaces(dataDir: string, { nodes, port }: LocalKafkaOptions): Promise<ServerPlace[]> {
  const taken = new Set<number>();
  const another = async (): Promise<number> => {
    const candidate = await freePort();
    if (taken.has(candidate)) return another();
    taken.add(candidate);
    return candidate;
  };
  const places: ServerPlace[] = [];
  for (let id = 1; id <= nodes; id += 1) {
    places.push({
      id,
      port: port === undefined ? await another() : port + id - 1,
      controllerPort: await another(),
      logDir: join(dataDir, `node-${id}`),
    });
  }
  return places;
}

/** Where the system can do it, a server ends even when its keeper is killed. */
function dyingWithParent(): string[] {
  const prefix = ['setpriv', '--pdeathsig', 'KILL'];
  return spawnSync(prefix[0] as string, [...prefix.slice(1), 'true']).status === 0 ? prefix : [];
}
