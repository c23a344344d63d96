import type { Admin, Kafka } from 'kafkajs';
import {
  UnknownTopic,
  type EventLog,
  type NewRecord,
  type Subscription,
  type SubscriptionOptions,
} from '../event-log.js';
import { KafkaAppender } from './kafka-appender.js';
import { describeConnection, openKafka, type KafkaConnection, type KafkaLogLine } from './kafka-connection.js';
import { kafkaLag } from './kafka-lag.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { ensureKafkaTopics } from './kafka-topics.js';
import { KeptClient } from './kept-client.js';
import { retryWhileElecting } from './retry-while-electing.js';
import { within } from './within.js';

export interface KafkaEventLogOptions {
  readonly connection: KafkaConnection;
  /** Copies of each partition of topics that are created; undefined: as many as there are brokers, at most 3. */
  readonly replication?: number | undefined;
  readonly onError: (error: unknown) => void;
  /** Takes what kafkajs has to say. */
  readonly onLine: KafkaLogLine;
  /** Milliseconds that no change of the wall clock moves. */
  readonly monotonic: () => number;
}

const PING_MS = 3_000;
const ADMIN_MS = 30_000;

/** The event log on Kafka (protocol.md, Events). Nothing is connected before it is used. */
export class KafkaEventLog implements EventLog {
  readonly #kafka: Kafka;
  readonly #appender: KafkaAppender;
  readonly #admin: KeptClient<Admin>;
  readonly #topics = new Set<string>();
  readonly #subscriptions = new Set<KafkaSubscription>();

  constructor(private readonly options: KafkaEventLogOptions) {
    this.#kafka = openKafka(options.connection, options.onLine);
    this.#appender = new KafkaAppender(this.#kafka, options.onError);
    this.#admin = new KeptClient(() => this.#kafka.admin(), options.onError);
  }

  async ensureTopics(topics: readonly string[]): Promise<void> {
    await this.#ask((admin) => ensureKafkaTopics(admin, topics, this.options.replication));
    for (const topic of topics) this.#topics.add(topic);
  }

  async append(records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#checkTopics(
      [...new Set(records.map(({ topic }) => topic))].filter((topic) => !this.#topics.has(topic)),
    );
    await this.#appender.append(records);
  }

  /** kafkajs would ask for an unknown topic again and again, and then not name it. */
  async #checkTopics(unchecked: readonly string[]): Promise<void> {
    if (unchecked.length === 0) return;
    for (const topic of await this.#ask((admin) => admin.listTopics())) this.#topics.add(topic);
    const missing = unchecked.filter((topic) => !this.#topics.has(topic));
    if (missing.length > 0) throw new UnknownTopic(missing);
  }

  subscribe(options: SubscriptionOptions): Subscription {
    const subscription = new KafkaSubscription(this.#kafka, this.options.monotonic, options);
    this.#subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  async lag(group: string, topics: readonly string[]): Promise<bigint> {
    return [...(await this.lagByTopic(group, topics)).values()].reduce((sum, lag) => sum + lag, 0n);
  }

  async lagByTopic(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    return await this.#ask((admin) => kafkaLag(admin, group, topics));
  }

  async ping(): Promise<void> {
    await this.#ask((admin) => admin.describeCluster(), PING_MS);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
    await this.#appender.close();
    await this.#admin.close();
  }

  /** The admin client is kept while it answers. An error says what could not be reached. */
  async #ask<T>(question: (admin: Admin) => Promise<T>, ms = ADMIN_MS): Promise<T> {
    try {
      return await within(
        ms,
        retryWhileElecting(() => this.#admin.get().then(question)),
      );
    } catch (error) {
      this.#admin.drop();
      throw withConnection(error, this.options.connection);
    }
  }
}

/** kafkajs names neither what it tried nor how; errors of ours are clear as they are. */
function withConnection(error: unknown, connection: KafkaConnection): unknown {
  const { name, message } = error as Error;
  return name.startsWith('KafkaJS')
    ? Object.assign(new Error(`${describeConnection(connection)}: ${message}`, { cause: error }), { name })
    : error;
}
