import { createServer, type Server } from 'node:net';
import { Controller, Module } from '@nestjs/common';
import { newEvent } from '@perennial/events/event';
import { openKafka } from '@perennial/events/kafka-log/kafka-connection';
import { Outbox } from '@perennial/events/outbox/outbox';
import { deadLetterTopic, PARTITIONS, TOPICS } from '@perennial/events/topics';
import { OnEvents } from '@perennial/events/transport/on-events';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { QuoteIssued } from '@perennial/proto/gen/perennial/events/v1/payments';
import { PolicyServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { freePort } from '@perennial/processes/free-port';
import { DUE_WORK } from '../work/due-work.js';
import type { RunningService } from './running-service.js';
import type { ServiceDefinition } from './service-definition.js';
import { startService } from './start-service.js';

const seen: number[] = [];

@Controller()
class QuoteConsumer {
  @OnEvents('quote.issued')
  async onIssued(batch: EventBatch<'quote.issued'>): Promise<void> {
    seen.push(...batch.events.map(({ payload }) => payload.version));
  }
}

@Module({ controllers: [QuoteConsumer], providers: [{ provide: DUE_WORK, useValue: [] }], exports: [DUE_WORK] })
class SmallModule {}

const small: ServiceDefinition = {
  name: 'small',
  ports: { grpc: 0, ops: 0 },
  secrets: [],
  module: SmallModule,
  migrations: [],
  grpc: {
    services: { 'perennial.scheduling.v1.PolicyService': PolicyServiceService },
  },
};

describeWithKafka('a service on Kafka', () => {
  let kafka: TestKafka;
  let database: TestDatabase;
  const started: RunningService[] = [];

  beforeAll(async () => {
    [kafka, database] = [await testKafka({ own: true }), await createTestDatabase('small')];
  }, 90_000);
  afterEach(async () => {
    for (const service of started.splice(0)) await service.stop();
  });
  afterAll(async () => {
    await database.drop();
    await kafka.stop();
  });

  async function settings(more: Record<string, string> = {}): Promise<Record<string, string>> {
    return {
      DATABASE_URL: database.url,
      EVENT_LOG: 'kafka',
      KAFKA_BROKERS: kafka.brokers,
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      GRPC_PORT: String(await freePort()),
      OPS_PORT: String(await freePort()),
      PERENNIAL_CLOCK: 'sandbox',
      ...more,
    };
  }

  const start = async (environment: Record<string, string>): Promise<RunningService> => {
    const service = await startService(small, environment);
    started.push(service);
    return service;
  };
  /** The event is seen before its row is known as published, so that all three are waited for. */
  const atRest = async (service: RunningService): Promise<void> => {
    for (;;) {
      const { outbox, lag, inFlight } = await service.idle();
      if (outbox + lag + inFlight === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const readyz = async (port: number | string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: answer.status, text: await answer.text() };
  };

  test('creates its topics, publishes, consumes, tells its lag, and stays ready without Kafka, saying so', async () => {
    const service = await start(await settings());
    const outbox = service.app.get(Outbox);
    const quote = newEvent(
      'quote.issued',
      QuoteIssued.fromJSON({ quoteId: 'q', termId: 't', contractId: 'c', customerId: 'k', version: 7 }),
    );
    await service.database.transaction('test', (tx) => outbox.append(tx, [quote], service.clock.now()));
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen).toEqual([7]);
    await atRest(service);
    const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text();
    expect(metrics).toContain('perennial_consumer_lag{group="small",topic="perennial.payments",service="small"} 0');
    expect(await readyz(service.opsPort)).toEqual({ status: 200, text: '{"status":"ready"}' });

    const admin = openKafka(
      { brokers: kafka.brokers.split(','), tls: false, clientId: 'test' },
      () => undefined,
    ).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [...Object.values(TOPICS), deadLetterTopic('small')] });
    await admin.disconnect();
    expect(topics.map(({ partitions }) => partitions.length)).toEqual(topics.map(() => PARTITIONS));

    const [node] = kafka.nodes;
    await node?.kill();
    const down = await readyz(service.opsPort);
    expect(down).toMatchObject({
      status: 200,
      text: expect.stringContaining('"impaired":["event log: Kafka at 127.0.0.1'),
    });
    expect((await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).status).toBe(200);
    await node?.start();
    while ((await readyz(service.opsPort)).text.includes('impaired'))
      await new Promise((resolve) => setTimeout(resolve, 50));
    await service.database.transaction('test', (tx) => outbox.append(tx, [quote], service.clock.now()));
    while (seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  }, 60_000);

  test('Kafka is not there yet: the ops port says so, nothing is idle, and it goes on when Kafka comes', async () => {
    const [ops, port] = [await freePort(), await freePort()];
    const starting = start(await settings({ KAFKA_BROKERS: `127.0.0.1:${port}`, OPS_PORT: String(ops) }));
    let reason = '';
    while (!reason.includes('event log')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      reason = await readyz(ops).then(
        ({ text }) => text,
        () => '',
      );
    }
    expect(reason).toContain(`event log: Kafka at 127.0.0.1:${port} (no TLS, no login)`);
    expect(await (await fetch(`http://127.0.0.1:${ops}/sandbox/idle`)).json()).toMatchObject({ inFlight: 1 });
    const late = await testKafka({ own: true, port });
    try {
      await starting;
      expect(await readyz(ops)).toMatchObject({ status: 200 });
    } finally {
      for (const service of started.splice(0)) await service.stop();
      await late.stop();
    }
  }, 60_000);

  test('a topic with another number of partitions: refuses, says how to mend it, and leaves nothing open', async () => {
    const other = await testKafka({ own: true });
    try {
      const admin = openKafka(
        { brokers: other.brokers.split(','), tls: false, clientId: 'test' },
        () => undefined,
      ).admin();
      await admin.connect();
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic: TOPICS.payments, numPartitions: 3 }] });
      await admin.disconnect();
      const environment = await settings({ KAFKA_BROKERS: other.brokers });
      await expect(startService(small, environment)).rejects.toThrow(
        /perennial\.payments has 3 partitions and needs 12.*Restate/s,
      );
      await expect(listens(Number(environment['OPS_PORT']))).resolves.toBe(false);
    } finally {
      await other.stop();
    }
  }, 60_000);
});

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe: Server = createServer();
    probe.once('error', () => resolve(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}
