import { Database } from '@perennial/database/database';
import { Consumer, type ConsumerOptions } from '@perennial/events/consumer/consumer';
import type { Handler } from '@perennial/events/consumer/handler';
import type { EventLog } from '@perennial/events/event-log';
import type { EventType } from '@perennial/events/registry';
import { deadLetterTopic } from '@perennial/events/topics';
import { MAIN_LANE } from '@perennial/events/transport/on-events';

export interface LanesOptions extends Omit<ConsumerOptions, 'group' | 'handlers' | 'log' | 'database' | 'rebuildable'> {
  readonly service: string;
  /** Each lane has its own connection to the log … */
  readonly openLog: () => EventLog;
  /** Waits until the log has the topics. */
  readonly passGate: (log: EventLog, topics: readonly string[]) => Promise<void>;
  /** … and its own pool, so that a payment never queues behind reminders (protocol.md, Closing and re-opening). */
  readonly openDatabase: () => Database;
  readonly rebuildableLanes: readonly string[];
}

/** The consumer groups of one service: its main group and one more for each lane. */
export class Lanes {
  readonly consumers: Consumer[] = [];
  readonly databases: Database[] = [];
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(private readonly options: LanesOptions) {}

  readonly start = async (lane: string, handlers: ReadonlyMap<EventType, Handler>): Promise<void> => {
    const { service, openLog, passGate, openDatabase, rebuildableLanes, ...rest } = this.options;
    const log = openLog();
    const database = openDatabase();
    this.databases.push(database);
    this.#closers.push(
      () => log.close(),
      () => database.close(),
    );
    const group = lane === MAIN_LANE ? service : `${service}.${lane}`;
    const consumer = new Consumer({
      ...rest,
      group,
      handlers,
      log,
      database,
      rebuildable: rebuildableLanes.includes(lane),
    });
    this.consumers.push(consumer);
    await passGate(log, [...consumer.topics, deadLetterTopic(group)]);
    consumer.start();
  };

  readonly stop = async (): Promise<void> => {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    for (const close of this.#closers.splice(0)) await close();
  };
}
