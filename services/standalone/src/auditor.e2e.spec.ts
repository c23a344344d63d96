import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { toInstant } from '@perennial/calendar/zone';
import { dropDatabase, withClient } from '@perennial/database/create-database';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@perennial/database/embedded/start-postgres';
import type { EventLog } from '@perennial/events/event-log';
import { openLog, openLogReader } from '@perennial/events/log-location';
import { TOPICS } from '@perennial/events/topics';
import { instant } from '@perennial/kernel/instant';
import { audit, INVARIANTS, violationsOf, type AuditReport } from '@perennial/auditor/audit';
import { BREAKAGES } from '@perennial/auditor/breakages';
import { judge } from '@perennial/auditor/judge';
import { auditSystem, openSystem, type AuditTarget, type DatabaseUrls } from '@perennial/auditor/open-system';
import { recordsOfSmtp, type ProviderRecord } from '@perennial/auditor/provider-record';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { contact, contract, customer, Edges } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/processes/free-offset';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { startStandalone } from './start-standalone.js';

const ZONE = 'America/New_York';
const FIRST_DAY = '2025-01-06';
const LAST_DAY = addDays(FIRST_DAY, 62);
const NAMES = ['contracts', 'scheduling', 'delivery', 'payments', 'events'] as const;

/** The databases of a system that has done its work and was stopped; each test breaks copies of some. */
let dataDir: string;
let postgres: EmbeddedPostgres;
let databases: Record<(typeof NAMES)[number], string>;
let provider: ProviderRecord[];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perennial-auditor-'));
  const smtp = await RecordingSmtpServer.start();
  const { PERENNIAL_TEST_POSTGRES: _shared, ...environment } = process.env;
  const running = await startStandalone(
    {
      ...environment,
      PERENNIAL_DATA: dataDir,
      PERENNIAL_SAMPLE: 'none',
      PERENNIAL_PORT_OFFSET: String(await freePortOffset()),
      PERENNIAL_SANDBOX_START: `${FIRST_DAY}T00:00:00Z`,
      SMTP_URL: smtp.url,
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    },
    () => undefined,
  );
  const edges = new Edges(running.ports.grpc);
  try {
    const participants = participantsOf(Object.values(running.services));
    const start = addMonthsClamped(addDays(LAST_DAY, 1), -12);
    const deal = (name: string) => [customer(name, ZONE), contact(name, name), contract(name, name, start)];
    const [, , paying] = await edges.take([
      ...deal('payer'),
      ...deal('silent'),
      customer('later', ZONE),
      contact('later', 'later'),
      contract('later', 'later', FIRST_DAY, { periodMonths: 36 }),
    ]);
    const evening = (day: string) => instant(toInstant(ZONE, day, 17 * 60));
    await walkTo(participants, evening(addDays(LAST_DAY, -31)));
    await edges.payQuote((await edges.terms(paying as string))[0]?.termId ?? '');
    await walkTo(participants, evening(addDays(LAST_DAY, -2)));
    provider = recordsOfSmtp(smtp.accepted());
  } finally {
    edges.close();
    await running.stop();
    await smtp.stop();
  }
  postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    settings: { fsync: false },
    log: () => undefined,
  });
  databases = Object.fromEntries(NAMES.map((name) => [name, postgres.url(`perennial_${name}`)])) as typeof databases;
}, 120_000);

afterAll(async () => {
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/**
 * Audits the system with copies of these databases in place of the whole ones, after the statements were run on them.
 */
async function auditBroken(
  sql: Partial<Record<string, string>>,
  more: Omit<AuditTarget, 'databases'> = {},
): Promise<AuditReport> {
  const copies: Record<string, string> = {};
  for (const [name, statements] of Object.entries(sql)) {
    await withClient(postgres.adminUrl, (client) =>
      client.query(`create database broken_${name} template perennial_${name}`),
    );
    copies[name] = postgres.url(`broken_${name}`);
    await withClient(copies[name], (client) => client.query(statements ?? ''));
  }
  try {
    return await auditSystem({ databases: { ...databases, ...copies } as DatabaseUrls, ...more });
  } finally {
    for (const name of Object.keys(copies)) await dropDatabase(postgres.adminUrl, `broken_${name}`);
  }
}

const brokenIn = (report: AuditReport): string[] =>
  report.verdicts.filter(({ violations }) => violations.length > 0).map(({ name }) => name);

test("a healthy system keeps every promise, by the provider's record as well", async () => {
  const report = await auditSystem({ databases, provider });
  expect(violationsOf(report)).toEqual([]);
  expect(report).toMatchObject({
    uncertain: 0,
    deadLetters: 0,
    foreign: 0,
    accepted: provider.length,
    providerAccepted: provider.length,
  });
  expect(report.accepted).toBeGreaterThan(4);
  expect(report.records).toBeGreaterThan(30);
  expect(judge(report)).toEqual({
    lost: 0,
    doubled: 0,
    afterClosing: 0,
    outOfOrder: 0,
    other: 0,
    uncertain: 0,
    sentences: [],
  });
});

test.each(BREAKAGES.map((breakage) => [breakage.invariant, breakage.what, breakage] as const))(
  '%s: %s',
  async (invariant, _what, { sql, says }) => {
    const report = await auditBroken(sql);
    expect(brokenIn(report)).toEqual([invariant]);
    expect(violationsOf(report).join('\n')).toMatch(says);
    expect(judge(report).sentences.length).toBeGreaterThan(0);
  },
  30_000,
);

test('each promise has a way to break it here', () => {
  const proven = new Set([...BREAKAGES.map(({ invariant }) => invariant), 'provider-agrees']);
  expect(INVARIANTS.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
});

const DAY_MS = 86_400_000;
test.each<[string, (records: ProviderRecord[]) => ProviderRecord[], string, RegExp]>([
  [
    'has not what delivery calls accepted',
    (records) => records.slice(1),
    'nothing-lost',
    /the provider has nothing under/,
  ],
  [
    'took one message twice',
    (records) => [...records, records[0] as ProviderRecord],
    'no-double-send',
    /took .* 2 times/,
  ],
  [
    'took what delivery never called',
    (records) => [...records, { key: 'stranger.1', at: 0 }],
    'provider-agrees',
    /stranger\.1, of which delivery has no attempt/,
  ],
  [
    'took messages a day after their attempts',
    (records) => records.map(({ key, at }) => ({ key, at: at + DAY_MS })),
    'quiet-after-renewal',
    /ms after term .* was closed/,
  ],
])('a provider that %s', async (_what, change, invariant, says) => {
  const report = await auditSystem({ databases, provider: change(provider) });
  expect(brokenIn(report)).toEqual([invariant]);
  expect(violationsOf(report).join('\n')).toMatch(says);
});

test('a provider that took what delivery gave up, or uncertain messages that it took or not', async () => {
  const gaveUp = `update attempt set state = 'REFUSED'; update message set state = 'FAILED', accepted_at = null`;
  expect(violationsOf(await auditBroken({ delivery: gaveUp }, { provider })).join('\n')).toMatch(
    /provider-agrees: the provider took .* is FAILED/,
  );
  const uncertain = `update attempt set state = 'AMBIGUOUS'; update message set state = 'UNCERTAIN', accepted_at = null; update dispatch set state = 'UNCERTAIN' where state = 'SENT'`;
  const report = await auditBroken({ delivery: uncertain }, { provider: provider.slice(1) });
  expect(violationsOf(report)).toEqual([]);
  expect(judge(report).uncertain).toBe(provider.length);
});

test('a role that may only read is enough, and the auditor writes nothing', async () => {
  await withClient(postgres.adminUrl, (client) =>
    client.query(`create role auditor login password 'reads'; grant pg_read_all_data to auditor`),
  );
  const readOnly = (text: string): string =>
    Object.assign(new URL(text), { username: 'auditor', password: 'reads' }).href;
  const { system, close } = await openSystem(
    Object.fromEntries(NAMES.map((name) => [name, readOnly(databases[name])])) as DatabaseUrls,
  );
  expect(violationsOf(await audit(system))).toEqual([]);
  await close();
  const owner = await openSystem(databases);
  await expect(owner.system.contracts.execute('create table left_behind ()')).rejects.toThrow('read-only');
  await owner.close();
});

test('a role that may read tables and no sequence is refused: it would take every id for one that was never drawn', async () => {
  await withClient(databases.scheduling, (client) =>
    client.query(
      `create role tables_only login password 'reads'; grant select on all tables in schema public to tables_only`,
    ),
  );
  const scheduling = Object.assign(new URL(databases.scheduling), { username: 'tables_only', password: 'reads' }).href;
  await expect(auditSystem({ databases: { ...databases, scheduling } })).rejects.toThrow(
    /the database of scheduling at .* cannot be read: permission denied for sequence outbox_id_seq/,
  );
});

test('parts that cannot be read are named, each with its reason', async () => {
  const away = 'postgres://nobody:secret@127.0.0.1:1/none';
  const failure = await auditSystem({
    databases: { ...databases, delivery: away, payments: databases.events, events: away },
  }).catch((error: unknown) => error as Error);
  expect(String(failure)).toMatch(/the database of delivery at 127\.0\.0\.1:1\/none cannot be read: .*ECONNREFUSED/);
  expect(String(failure)).toMatch(/the database of payments at .* cannot be read: relation "outbox" does not exist/);
  expect(String(failure)).toMatch(/the log in PostgreSQL at 127\.0\.0\.1:1\/none cannot be read/);
  expect(String(failure)).not.toMatch(/secret|database of contracts/);
});

describeWithKafka('the same system on Kafka', () => {
  let kafka: TestKafka;
  let log: EventLog;

  beforeAll(async () => {
    kafka = await testKafka({ own: true });
    log = openLog(
      { kind: 'kafka', connection: { brokers: kafka.brokers.split(','), tls: false, clientId: 'auditor-spec' } },
      'auditor-spec',
      () => performance.now(),
      () => undefined,
    );
    await log.ensureTopics(Object.values(TOPICS));
    await copyTo(log);
  }, 120_000);
  afterAll(async () => {
    await log?.close();
    await kafka?.stop();
  });

  const copyTo = async (target: EventLog): Promise<void> => {
    const source = openLogReader({ kind: 'postgres', url: databases.events }, 'auditor-spec', () => undefined);
    await source.read(Object.values(TOPICS), (records) => target.append(records));
    await source.close();
  };

  test('every promise is kept there as well, also when everything was published twice', async () => {
    const { events: _events, ...onKafka } = databases;
    const once = await auditSystem({ databases: onKafka, kafka: kafka.brokers, provider });
    expect(violationsOf(once)).toEqual([]);
    await copyTo(log);
    const twice = await auditSystem({ databases: onKafka, kafka: kafka.brokers });
    expect(violationsOf(twice)).toEqual([]);
    expect(twice.records).toBe(2 * once.records);
  });

  test('what nobody committed, what runs backwards and what is not ours is seen', async () => {
    const record = (id: string, source = '/perennial/contracts') => ({
      topic: TOPICS.contracts,
      key: 'c',
      headers: { ce_id: id, ce_source: source },
      value: Buffer.from('{}'),
    });
    await log.append([
      record('contracts-999999'),
      record('contracts-999998'),
      record('x'),
      { ...record('x'), headers: {} },
      record('contracts-999997', '/elsewhere'),
    ]);
    const report = await auditSystem({ databases, kafka: kafka.brokers });
    expect(brokenIn(report)).toEqual(['in-order', 'outbox-equals-log']);
    expect(violationsOf(report)).toEqual([
      expect.stringMatching(/contracts-999998 first appears in perennial.contracts.* behind contracts-999999/),
      'outbox-equals-log: contracts-999998 is in the log and not committed',
      'outbox-equals-log: contracts-999999 is in the log and not committed',
    ]);
    expect(report.foreign).toBe(3);
  });
});
