import { freePort } from '@perennial/processes/free-port';
import { KAFKA_VERSION } from './kafka-jars.js';

export interface ContainerKafkaOptions {
  readonly nodes: number;
  readonly dataDir?: string;
  readonly port?: number;
  readonly sasl?: unknown;
  readonly properties?: Readonly<Record<string, string>>;
}

export interface ContainerKafka {
  readonly brokers: string;
  readonly nodes: readonly [];
  stop(): Promise<void>;
}

/** The port inside is the port outside: Kafka tells clients where it is before anybody could ask the engine. */
export async function startContainerKafka({
  nodes,
  dataDir,
  sasl,
  port: wanted,
  properties = {},
}: ContainerKafkaOptions): Promise<ContainerKafka> {
  if (nodes > 1 || dataDir !== undefined || sasl !== undefined)
    throw new Error('several servers, kept data and SASL need Kafka on Java 17 or later with Maven, not a container');
  // Only when needed: loading it installs signal handlers that end the process ahead of its own `once` ones.
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = wanted ?? (await freePort());
  const settings = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_LISTENERS: `BROKER://:${port},CONTROLLER://:9093`,
    KAFKA_ADVERTISED_LISTENERS: `BROKER://127.0.0.1:${port}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'BROKER',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    ...Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]),
    ),
  };
  const container = await new GenericContainer(`apache/kafka:${KAFKA_VERSION}`)
    .withEnvironment(settings)
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return { brokers: `127.0.0.1:${port}`, nodes: [], stop: async () => void (await container.stop()) };
}
