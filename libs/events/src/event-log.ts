/** A record to append. Records of one key keep their order. */
export interface NewRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

export interface LogRecord extends NewRecord {
  readonly partition: number;
  readonly offset: bigint;
}

/** What became of a fetched batch: committed positions move; with retry the same records come again after a pause. */
export type BatchResult = 'commit' | 'retry';

export interface BatchContext {
  /** Keeps the group membership alive during long work; resolves to false once the assignment is lost. */
  heartbeat(): Promise<boolean>;
  /** Aborted when the subscription stops: finish the wave in hand and answer retry. */
  readonly signal: AbortSignal;
}

export interface SubscriptionOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Upper bound of records handed over at once. */
  readonly maxRecords: number;
  readonly onBatch: (records: readonly LogRecord[], context: BatchContext) => Promise<BatchResult>;
  /** Failures of the log itself; the subscription goes on by itself. */
  readonly onError: (error: unknown) => void;
}

export interface Subscription {
  /** Whether it fetches, or was told of records that it has not fetched yet, as far as this process knows. */
  readonly busy: boolean;
  /** Stops intake, lets the batch in hand finish, gives the partitions back. */
  stop(): Promise<void>;
}

/** Topics are created explicitly; one that was not is never created by using it. */
export class UnknownTopic extends Error {
  constructor(topics: readonly string[]) {
    super(`topics are created explicitly and these are not: ${topics.join(', ')}`);
    this.name = 'UnknownTopic';
  }
}

/** A topic that exists in a form that would break a promise. Trying again does not help: the message says what does. */
export class RefusedTopic extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RefusedTopic';
  }
}

/**
 * The port to the event log. Both adapters pass libs/events/src/conformance: order per key, at-least-once over kills,
 * positions moved only after onBatch answered commit, groups that share partitions, replay from zero for a new group.
 */
export interface EventLog {
  /**
   * Creates missing topics explicitly, with PARTITIONS partitions each. @throws RefusedTopic for an existing one that
   * does not fit.
   */
  ensureTopics(topics: readonly string[]): Promise<void>;
  /**
   * Resolves when every record is durable; all or, after a failure, possibly some of them (the inbox drops repeats).
   */
  append(records: readonly NewRecord[]): Promise<void>;
  subscribe(options: SubscriptionOptions): Subscription;
  /** Records of the topics that the group has not committed yet. */
  lag(group: string, topics: readonly string[]): Promise<bigint>;
  lagByTopic(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, bigint>>;
  /** Resolves when the log answers, soon. @throws what keeps it from answering. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
