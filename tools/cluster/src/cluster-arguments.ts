import { parseArgs } from 'node:util';
import { replicasOf } from './cluster-options.js';
import { MOST_OFFSET, OWNERS, type ServiceName } from './cluster-ports.js';

export interface ClusterArguments {
  readonly help: boolean;
  readonly replicas: Partial<Record<ServiceName, number>>;
  readonly clock: 'sandbox' | 'system';
  readonly sandboxStart: string | undefined;
  /** Of a Kafka that runs already. */
  readonly brokers: string | undefined;
  readonly eventLog: 'kafka' | 'postgres';
  readonly nodes: 1 | 3;
  readonly portOffset: number;
  readonly sample: boolean;
}

export const CLUSTER_HELP = `Every service as its own process on this machine, each with its own database and role, on a real Kafka and PostgreSQL.

  npm run cluster [-- <flag> ...]

  --replicas scheduling=2,delivery=3   processes of a service (default one each)
  --clock sandbox|system               the sandbox clock stands still until it is walked (default), or real time
  --start 2024-07-01T00:00:00Z         where a new sandbox clock begins
  --sample ravenstack|none             the sample portfolio (default), or no customers
  --brokers host:port,...              a Kafka that runs already, instead of an own one (KAFKA_TLS, KAFKA_SASL_MECHANISM, … as a service has them)
  --nodes 1|3                          servers of the own Kafka (default 1)
  --event-log kafka|postgres           postgres: the same processes on the PostgreSQL event log, without Kafka
  --port-offset n                      added to every port, 0 to ${MOST_OFFSET}
  --help

Data stay in PERENNIAL_DATA (default .perennial-cluster/). SMTP_URL or HTTP_PROVIDER_URL send mails there instead of to the mail catcher;
PROVIDERS_FILE, with the variables that it names, gives delivery providers of text messages; without it there are none.
LOG_LEVEL, MAIL_FROM, PUBLIC_URL, SMTP_CONNECTIONS, DATABASE_POOL and PERENNIAL_FAILPOINTS reach every service.
A service that dies is started again. Ctrl-C stops everything in order.`;

/** Reads the flags of `npm run cluster`. @throws Error that says what is wrong. */
export function clusterArguments(args: readonly string[]): ClusterArguments {
  const flag = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      replicas: flag,
      clock: flag,
      start: flag,
      sample: flag,
      brokers: flag,
      nodes: flag,
      'event-log': flag,
      'port-offset': flag,
      help: { type: 'boolean', short: 'h' },
    },
  });
  const portOffset = Number(values['port-offset'] ?? 0);
  const replicas = readReplicas(values.replicas);
  replicasOf({ replicas, portOffset });
  return {
    help: values.help ?? false,
    replicas,
    portOffset,
    clock: oneOf('--clock', values.clock, ['sandbox', 'system']),
    sandboxStart: instantOf(values.start),
    sample: oneOf('--sample', values.sample, ['ravenstack', 'none']) === 'ravenstack',
    brokers: brokersOf(values.brokers),
    nodes: oneOf('--nodes', values.nodes, ['1', '3']) === '3' ? 3 : 1,
    eventLog: oneOf('--event-log', values['event-log'], ['kafka', 'postgres']),
  };
}

function oneOf<T extends string>(flag: string, value: string | undefined, known: readonly [T, ...T[]]): T {
  const found = known.find((candidate) => candidate === (value ?? known[0]));
  if (!found) throw new Error(`${flag} must be ${known.join(' or ')}`);
  return found;
}

function readReplicas(text: string | undefined): Partial<Record<ServiceName, number>> {
  const names: readonly string[] = [...OWNERS, 'console'];
  return Object.fromEntries(
    (text ? text.split(',') : []).map((entry) => {
      const [, name = '', count] = /^([a-z]+)=(\d{1,3})$/.exec(entry) ?? [];
      if (!names.includes(name))
        throw new Error(`--replicas: ${entry} is not <service>=<number> with a service of ${names.join(', ')}`);
      return [name, Number(count)];
    }),
  );
}

function instantOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text))
    throw new Error('--start must be an RFC 3339 instant such as 2024-07-01T00:00:00Z');
  return text === undefined ? undefined : new Date(text).toISOString();
}

function brokersOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/.test(text))
    throw new Error('--brokers must be host:port, several separated by commas');
  return text;
}
