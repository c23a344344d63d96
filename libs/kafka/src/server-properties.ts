/** One server of a cluster; broker and controller in one process. All addresses are on 127.0.0.1. */
export interface ServerPlace {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  readonly logDir: string;
}

export interface Sasl {
  readonly username: string;
  readonly password: string;
}

const MODULES = 'org.apache.kafka.common.security';
const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** `server.properties` of one server among `all`; `overrides` win. */
export function serverProperties(
  server: ServerPlace,
  all: readonly ServerPlace[],
  sasl?: Sasl,
  overrides: Readonly<Record<string, string>> = {},
): string {
  const replication = Math.min(3, all.length);
  const insync = Math.max(1, replication - 1);
  const properties: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': server.id,
    'controller.quorum.voters': all.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`).join(','),
    listeners: `BROKER://127.0.0.1:${server.port},CONTROLLER://127.0.0.1:${server.controllerPort}`,
    'advertised.listeners': `BROKER://127.0.0.1:${server.port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
    'listener.security.protocol.map': `BROKER:${sasl ? 'SASL_PLAINTEXT' : 'PLAINTEXT'},CONTROLLER:PLAINTEXT`,
    'log.dirs': server.logDir,
    'auto.create.topics.enable': false,
    'default.replication.factor': replication,
    'min.insync.replicas': insync,
    'offsets.topic.replication.factor': replication,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': insync,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': insync,
    'group.initial.rebalance.delay.ms': 0,
    // A killed server is missed, and may come back, after this time: 9 s by default.
    'broker.session.timeout.ms': 4000,
    'broker.heartbeat.interval.ms': 1000,
    'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024, // taken whole at start, 128 MB by default
    ...(sasl ? saslProperties(sasl) : {}),
    ...overrides,
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

function saslProperties({ username, password }: Sasl): Record<string, string> {
  return {
    'sasl.enabled.mechanisms': ['PLAIN', ...SCRAM].join(','),
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'listener.name.broker.plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required username="${username}" password="${password}" user_${username}="${password}";`,
    ...Object.fromEntries(
      SCRAM.map((mechanism) => [
        `listener.name.broker.${mechanism.toLowerCase()}.sasl.jaas.config`,
        `${MODULES}.scram.ScramLoginModule required;`,
      ]),
    ),
  };
}

/** Options of the storage tool that put the credentials for SCRAM into a new cluster. */
export function scramOptions({ username, password }: Sasl): string[] {
  return SCRAM.flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${username},password=${password}]`]);
}

/** Log4j 2's settings: everything to the console, without the dump of all settings at each start. */
export const LOG4J = `status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{ISO8601} %p %c{1}: %m%n
logger.config.name=org.apache.kafka.common.config.AbstractConfig
logger.config.level=WARN
rootLogger.level=INFO
rootLogger.appenderRef.out.ref=out
`;
