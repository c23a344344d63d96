import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goneWithin } from '@perennial/database/embedded/postmaster';
import { inspectProcess } from '@perennial/database/embedded/process-table';
import kafkajs, { type Admin, type SASLOptions } from 'kafkajs';
import { kafkaSource } from './kafka-source.js';
import { describeWithKafka } from './describe-with-kafka.js';
import { testKafka, type TestKafka, type TestKafkaOptions } from './test-kafka.js';

/** Many times what it takes: several JVMs start here, beside whatever else the machine does. */
const LIMIT_MS = 300_000;

const started: TestKafka[] = [];
const folders: string[] = [];
const children: ChildProcess[] = [];

const start = async (options: TestKafkaOptions): Promise<TestKafka> => {
  const kafka = await testKafka(options);
  started.push(kafka);
  return kafka;
};

const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-kafka-kept-'));
  folders.push(folder);
  return folder;
};

const client = (brokers: string, sasl?: SASLOptions) =>
  new kafkajs.Kafka({
    brokers: brokers.split(','),
    ...(sasl ? { sasl } : {}),
    logLevel: kafkajs.logLevel.NOTHING,
    requestTimeout: 2000,
    connectionTimeout: 1000,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 3 },
  });

async function withAdmin<T>(brokers: string, work: (admin: Admin) => Promise<T>, sasl?: SASLOptions): Promise<T> {
  const admin = client(brokers, sasl).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

const createTopic = async (brokers: string, replicationFactor = 1): Promise<string> => {
  const topic = `spec-${randomUUID()}`;
  await withAdmin(brokers, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1, replicationFactor }] }),
  );
  return topic;
};

/** Idempotent: an answer that comes too late must not double what the tests count. */
async function withProducer(
  brokers: string,
  work: (append: (topic: string, value: string) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const producer = client(brokers).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 60, maxRetryTime: 1000 },
  });
  await producer.connect();
  try {
    await work((topic, value) => producer.send({ topic, acks: -1, messages: [{ value }] }));
  } finally {
    await producer.disconnect();
  }
}

const append = (brokers: string, topic: string, value: string): Promise<void> =>
  withProducer(brokers, async (send) => void (await send(topic, value)));

const highest = (brokers: string, topic: string): Promise<string | undefined> =>
  withAdmin(brokers, async (admin) => (await admin.fetchTopicOffsets(topic))[0]?.high);

const keeperOf = (kafka: TestKafka) => {
  const keeper = inspectProcess(inspectProcess(kafka.nodes[0]?.pid ?? 0)?.parent ?? 0);
  if (!keeper?.command.includes('kafka-keeper.mjs')) throw new Error(`not a keeper: ${JSON.stringify(keeper)}`);
  return {
    pid: keeper.pid,
    order: JSON.parse(/\{.*\}/s.exec(keeper.command)?.[0] ?? '') as { dataDir: string; servers: { id: number }[] },
  };
};

/**
 * An owner in another process that has the keeper run the first server of the order, as this process does, and can be
 * killed.
 */
async function ownerProcess(order: object): Promise<{ owner: ChildProcess; server: number }> {
  const keeperFile = new URL('../bin/kafka-keeper.mjs', import.meta.url).pathname;
  const script = `
    const order = { ...JSON.parse(process.argv[1]), ownerPid: process.pid, temporary: true };
    const keeper = require('node:child_process').spawn(process.execPath, [process.argv[2], JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    keeper.stdout.once('data', (report) => process.stdout.write(report));
    keeper.stdin.write('{"start":1}\\n');`;
  const owner = spawn(process.execPath, ['-e', script, JSON.stringify(order), keeperFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(owner);
  const report = await new Promise<string>((resolve) => owner.stdout?.once('data', (data) => resolve(String(data))));
  return { owner, server: (JSON.parse(report) as { pid: number }).pid };
}

/** The suite is about servers of this machine, whatever Kafka the other suites are given. */
const describeWithJava = kafkaSource({ own: true }).kind === 'java' ? describe : describe.skip;

describeWithKafka('Kafka for tests', () => {
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const kafka of started.splice(0)) await kafka.stop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  test(
    'one that is not asked to be its own serves, and shares what the run gives',
    async () => {
      const kafka = await start({});
      await append(kafka.brokers, await createTopic(kafka.brokers), 'first');
      const before = process.env['PERENNIAL_TEST_KAFKA'];
      process.env['PERENNIAL_TEST_KAFKA'] = kafka.brokers;
      try {
        const shared = await testKafka();
        expect(shared).toMatchObject({ brokers: kafka.brokers, nodes: [] });
        await shared.stop();
        expect(await withAdmin(kafka.brokers, (admin) => admin.listTopics())).not.toHaveLength(0);
      } finally {
        if (before === undefined) delete process.env['PERENNIAL_TEST_KAFKA'];
        else process.env['PERENNIAL_TEST_KAFKA'] = before;
      }
    },
    LIMIT_MS,
  );

  describeWithJava('on Java', () => {
    test(
      'a server is killed, stopped and frozen, and comes back on its address with its data; at the end nothing is left',
      async () => {
        const kafka = await start({ own: true });
        const [node] = kafka.nodes;
        if (!node) throw new Error('no node');
        const { pid } = node;
        const { dataDir } = keeperOf(kafka).order;
        const topic = await createTopic(kafka.brokers);
        await append(kafka.brokers, topic, 'before the kill');

        await node.kill();
        expect(inspectProcess(pid)).toBeUndefined();
        expect(() => node.pid).toThrow('does not run');
        await expect(highest(kafka.brokers, topic)).rejects.toThrow();
        await node.start();
        expect(node.pid).not.toBe(pid);
        expect(await highest(kafka.brokers, topic)).toBe('1');

        await append(kafka.brokers, topic, 'before the stop');
        await node.stop();
        await node.start();
        expect(await highest(kafka.brokers, topic)).toBe('2');

        node.pause();
        await expect(highest(kafka.brokers, topic)).rejects.toThrow();
        node.resume();
        expect(await highest(kafka.brokers, topic)).toBe('2');

        const last = node.pid;
        expect(existsSync(dataDir)).toBe(true);
        await kafka.stop();
        expect(inspectProcess(last)).toBeUndefined();
        expect(existsSync(dataDir)).toBe(false);
      },
      LIMIT_MS,
    );

    test(
      'a kept folder has its data at the next start, and only one owner at a time',
      async () => {
        const dataDir = freshFolder();
        const first = await start({ dataDir });
        const topic = await createTopic(first.brokers);
        await append(first.brokers, topic, 'kept');
        await expect(testKafka({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`);
        await first.stop();
        const second = await start({ dataDir });
        expect(await highest(second.brokers, topic)).toBe('1');
      },
      LIMIT_MS,
    );

    test(
      'kill -9 of the owner ends the server and removes its temporary data; Ctrl-C does not get ahead of the owner',
      async () => {
        const dataDir = freshFolder();
        const kafka = await start({ dataDir });
        const keeper = keeperOf(kafka);
        for (const signal of ['SIGINT', 'SIGHUP'] as const) process.kill(keeper.pid, signal);
        await createTopic(kafka.brokers);
        await kafka.stop();

        const { owner, server } = await ownerProcess(keeper.order);
        expect(inspectProcess(server)?.command).toContain('kafka.Kafka');
        owner.kill('SIGKILL');
        expect(await goneWithin(server, 10_000)).toBe(true);
        expect(await until(() => !existsSync(dataDir))).toBe(true);
      },
      LIMIT_MS,
    );

    test(
      'stop ends the server even if its keeper was killed',
      async () => {
        const kafka = await start({ own: true });
        const pid = kafka.nodes[0]?.pid ?? 0;
        const { pid: keeper, order } = keeperOf(kafka);
        process.kill(keeper, 'SIGKILL');
        expect(await goneWithin(keeper, 5000)).toBe(true);
        await kafka.stop();
        expect(inspectProcess(pid)).toBeUndefined();
        expect(existsSync(order.dataDir)).toBe(false);
      },
      LIMIT_MS,
    );

    test(
      'with credentials only those who have them get in, by each mechanism',
      async () => {
        const kafka = await start({ sasl: { username: 'perennial', password: 'right' } });
        for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const) {
          const as = (password: string) => ({ mechanism, username: 'perennial', password }) as SASLOptions;
          expect(await withAdmin(kafka.brokers, (admin) => admin.listTopics(), as('right'))).toEqual([]);
          await expect(withAdmin(kafka.brokers, (admin) => admin.listTopics(), as('wrong'))).rejects.toThrow(
            /[Aa]uthentication/,
          );
        }
      },
      LIMIT_MS,
    );

    test(
      'a server that cannot start says why',
      async () => {
        const taken = createServer();
        const port = await new Promise<number>((resolve) =>
          taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
        );
        await expect(testKafka({ port })).rejects.toThrow(new RegExp(`${port}.*Address already in use`, 's'));
        await new Promise((resolve) => taken.close(resolve));
      },
      LIMIT_MS,
    );
  });
});

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  return condition();
}
