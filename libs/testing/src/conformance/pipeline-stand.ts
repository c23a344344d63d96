import { Database, type Transaction } from '@perennial/database/database';
import { migrate } from '@perennial/database/migrate';
import { ensurePartitions } from '@perennial/database/partitions';
import { instant } from '@perennial/kernel/instant';
import { QuoteIssued } from '@perennial/proto/gen/perennial/events/v1/payments';
import { Consumer, type ConsumerObserver, type ConsumerOptions } from '@perennial/events/consumer/consumer';
import type { EventBatch, Handler } from '@perennial/events/consumer/handler';
import type { DeadLetter } from '@perennial/events/dead-letters/dead-letter';
import { EVENT_MIGRATIONS } from '@perennial/events/event-migrations';
import type { EventLog } from '@perennial/events/event-log';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import { Relay } from '@perennial/events/outbox/relay';
import { deadLetterTopic, TOPICS } from '@perennial/events/topics';
import type { LogHarness } from './log-harness.js';

export const NOW = instant(Date.UTC(2025, 0, 1));
const GROUPS = ['race', 'poison', 'retry', 'full', 'big', 'bug', 'dropped', 'rolling'];

interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A PostgreSQL for the services' side. */
export interface TestServer {
  createDatabase(prefix: string): Promise<TestDatabase>;
  stop(): Promise<void>;
}

/** A handler of any number of types, what the observer is told, and how payloads are read. */
export interface StandConsumer extends Partial<Pick<ConsumerOptions, 'decode'>> {
  readonly group: string;
  readonly handlers: readonly Handler[];
  readonly observer?: Partial<ConsumerObserver>;
}

export interface PipelineStand {
  readonly database: Database;
  readonly otherUrl: string;
  readonly log: EventLog;
  readonly outbox: Outbox;
  readonly started: { stop(): Promise<void> }[];
  relay(holder: string): Relay;
  consume(consumer: StandConsumer): Consumer;
  /** One that handles quote.issued. */
  consumer(
    group: string,
    handle: (batch: EventBatch<'quote.issued'>) => Promise<void>,
    letters?: DeadLetter[],
    stalled?: (error: unknown) => void,
  ): Consumer;
  quote(key: string, version: number): NewEvent;
  note(tx: Transaction, group: string, batch: EventBatch<'quote.issued'>): Promise<void>;
  seen(group: string, prefix: string): Promise<{ key: string; n: number }[]>;
}

/** Outbox, log and consumers with real PostgreSQL on both ends, opened before the tests and closed after them. */
export function pipelineStand(start: () => Promise<LogHarness>, startServer: () => Promise<TestServer>): PipelineStand {
  const held = {} as {
    server: TestServer;
    harness: LogHarness;
    other: TestDatabase;
    own: TestDatabase;
    database: Database;
    log: EventLog;
  };
  const started: { stop(): Promise<void> }[] = [];
  const outbox = new Outbox(() => undefined);

  beforeAll(async () => {
    [held.server, held.harness] = [await startServer(), await start()];
    [held.other, held.own] = [await held.server.createDatabase('other'), await held.server.createDatabase('pipeline')];
    await migrate({ url: held.own.url, service: 'pipeline', migrations: EVENT_MIGRATIONS });
    held.database = new Database({
      url: held.own.url,
      applicationName: 'pipeline',
      poolSize: 20,
      onPoolError: () => undefined,
    });
    await ensurePartitions(held.database, 'outbox', { now: Date.now(), everyDays: 1, aheadDays: 1 });
    await held.database.query('create table seen (grp text, key text, n int, at bigserial)');
    held.log = held.harness.open();
    await held.log.ensureTopics([...Object.values(TOPICS), ...GROUPS.map(deadLetterTopic)]);
  }, 90_000);
  afterEach(async () => {
    for (const thing of started.splice(0).reverse()) await thing.stop();
  });
  afterAll(async () => {
    await held.log.close();
    await held.harness.close();
    await held.database.close();
    await held.own.drop();
    await held.other.drop();
    await held.server.stop();
  });

  function consume({ group, handlers, observer, ...rest }: StandConsumer): Consumer {
    const one = new Consumer({
      ...rest,
      group,
      database: held.database,
      log: held.log,
      outbox,
      handlers: new Map(handlers.map((handler) => [handler.type, handler])),
      now: () => NOW,
      wallNow: () => instant(Date.now()),
      failpoint: () => undefined,
      rebuildable: false,
      maxWaveRows: 1_000,
      onBusinesstime: () => undefined,
      observer: {
        handled: () => undefined,
        deadLettered: () => undefined,
        skipped: () => undefined,
        deferred: () => undefined,
        stalled: () => undefined,
        ...observer,
      },
    });
    started.push(one);
    one.start();
    return one;
  }

  return {
    get database() {
      return held.database;
    },
    get otherUrl() {
      return held.other.url;
    },
    get log() {
      return held.log;
    },
    outbox,
    started,
    consume,
    relay(holder) {
      const one = new Relay({
        service: 'pipeline',
        database: held.database,
        positions: held.database,
        log: held.log,
        holder,
        monotonic: () => performance.now(),
        failpoint: () => undefined,
        onError: () => undefined,
        onPublished: () => undefined,
      });
      started.push(one);
      one.start();
      return one;
    },
    consumer: (group, handle, letters = [], stalled = () => undefined) =>
      consume({
        group,
        handlers: [
          { type: 'quote.issued', rowsPerEvent: 2, handle: (batch) => handle(batch as EventBatch<'quote.issued'>) },
        ],
        observer: {
          deadLettered: (_group, letter) => letters.push(letter),
          stalled: (_group, error) => stalled(error),
        },
      }),
    quote: (key, version) =>
      newEvent(
        'quote.issued',
        QuoteIssued.fromJSON({ quoteId: 'q', termId: 't', contractId: 'c', customerId: key, version }),
      ),
    async note(tx, group, { events }) {
      await tx.query(
        `insert into seen (grp, key, n)
         select $1, k, n from unnest($2::text[], $3::int[]) with ordinality as u(k, n, o) order by o`,
        [group, events.map((e) => e.key), events.map((e) => e.payload.version)],
      );
    },
    seen: (group, prefix) =>
      held.database.query('select key, n from seen where grp = $1 and starts_with(key, $2) order by at', [
        group,
        prefix,
      ]),
  };
}
