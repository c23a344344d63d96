import { startContainerKafka } from './container-kafka.js';
import { kafkaSource } from './kafka-source.js';
import { KafkaUnavailableError } from './kafka-unavailable.js';
import { startLocalKafka } from './local-kafka.js';
import type { Sasl } from './server-properties.js';

/** A server of a cluster that this process started. */
export interface KafkaNode {
  readonly id: number;
  /** host:port */
  readonly address: string;
  /** Of the running server; throws when it does not run. */
  readonly pid: number;
  /** -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Again, on the same port and data; resolves when it serves. */
  start(): Promise<void>;
  pause(): void;
  resume(): void;
}

export interface TestKafka {
  /** "127.0.0.1:1234,…", as KAFKA_BROKERS takes it. */
  readonly brokers: string;
  /** Empty when somebody else runs it. */
  readonly nodes: readonly KafkaNode[];
  /** Ends the servers if this call started them. */
  stop(): Promise<void>;
}

export interface TestKafkaOptions {
  /** 3: replication 3, two in-sync replicas needed. Default 1. */
  readonly nodes?: 1 | 3;
  /**
   * Never the run's shared one: it will be killed, or `perennial.*` topics are used. Implied by every option below and
   * by three nodes.
   */
  readonly own?: boolean;
  /** Kept and found again; default a temporary folder that is removed. */
  readonly dataDir?: string;
  /** Of the first server, the others follow it. Default: free ones. */
  readonly port?: number;
  /** Clients must name themselves, by SASL/PLAIN without TLS. */
  readonly sasl?: Sasl;
  /** More lines for `server.properties`. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

const toStderr = (line: string): void => void process.stderr.write(`kafka: ${line}\n`);

/**
 * A real Kafka: the run's or the given one unless an own one is asked for, else a container, else servers started by
 * Java. @throws KafkaUnavailableError when there is none of these
 */
export async function testKafka(options: TestKafkaOptions = {}): Promise<TestKafka> {
  const { nodes = 1, own = false, log = toStderr, ...rest } = options;
  const source = kafkaSource({ own: own || nodes > 1 || Object.values(rest).some((value) => value !== undefined) });
  if (source.kind === 'none') throw new KafkaUnavailableError(source.reason);
  if (source.kind === 'given') return { brokers: source.brokers, nodes: [], stop: () => Promise.resolve() };
  if (source.kind === 'container') return startContainerKafka({ nodes, ...rest });
  return startLocalKafka({ nodes, log, ...rest });
}

/** Undefined when suites can have a Kafka, else the reason why not. */
export function kafkaAvailable(): Promise<string | undefined> {
  const source = kafkaSource({ own: false });
  return Promise.resolve(source.kind === 'none' ? source.reason : undefined);
}
