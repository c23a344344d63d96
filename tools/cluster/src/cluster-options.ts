import type { ServerSettings } from '@perennial/database/embedded/server-settings';
import type { TestKafka } from '@perennial/kafka/test-kafka';
import { MOST_OFFSET, MOST_REPLICAS, OWNERS, type ServiceName } from './cluster-ports.js';
import type { LineStyle } from './log-line.js';

export type Settings = Readonly<Record<string, string>>;

export interface ClusterOptions {
  /** Databases, keys, the event log, caught mails, `running.json`. What is there is taken up again. */
  readonly dataDir: string;
  readonly portOffset?: number;
  /** Default one each; `console: 0` for none. */
  readonly replicas?: Partial<Record<ServiceName, number>>;
  /** Default sandbox. */
  readonly clock?: 'sandbox' | 'system';
  /** Where a new sandbox clock begins, RFC 3339. */
  readonly sandboxStart?: string;
  /**
   * Settings of every service; those of one go before these. Without SMTP_URL and HTTP_PROVIDER_URL mails go to a
   * catcher.
   */
  readonly environment?: Settings;
  readonly environmentOf?: Partial<Record<ServiceName, Settings>>;
  /** Default kafka. */
  readonly eventLog?: 'kafka' | 'postgres';
  /** Somebody else's, who stops it; default an own one with its data in the data folder. */
  readonly kafka?: TestKafka;
  /** Servers of the own Kafka. */
  readonly kafkaNodes?: 1 | 3;
  readonly postgresSettings?: ServerSettings;
  /** Imports the sample portfolio and lets it live on. Default false. */
  readonly sample?: boolean;
  /** Starts a service again that ended by itself. Default false: a drill does so itself. */
  readonly restart?: boolean;
  /** Arguments of node for every service. */
  readonly nodeArguments?: readonly string[];
  /** Told what happens and what the processes write, one line each. */
  readonly log?: (line: string) => void;
  readonly style?: LineStyle;
}

const NAMES: readonly ServiceName[] = [...OWNERS, 'console'];

/** How many of each. @throws RangeError */
export function replicasOf({
  replicas = {},
  portOffset = 0,
}: Pick<ClusterOptions, 'replicas' | 'portOffset'>): Record<ServiceName, number> {
  if (!Number.isInteger(portOffset) || portOffset < 0 || portOffset > MOST_OFFSET)
    throw new RangeError(`the port offset must be 0 to ${MOST_OFFSET}`);
  const counts = NAMES.map((name) => {
    const count = replicas[name] ?? 1;
    const least = name === 'console' ? 0 : 1;
    if (!Number.isInteger(count) || count < least || count > MOST_REPLICAS)
      throw new RangeError(`${name} can have ${least} to ${MOST_REPLICAS} replicas`);
    return [name, count] as const;
  });
  return Object.fromEntries(counts) as Record<ServiceName, number>;
}
