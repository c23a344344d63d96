import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { toInstant } from '@perennial/calendar/zone';
import { inspectProcess } from '@perennial/database/embedded/process-table';
import { instant, type Instant } from '@perennial/kernel/instant';
import { ReminderState } from '@perennial/proto/gen/perennial/types/v1/types';
import { violationsOf } from '@perennial/auditor/audit';
import { recordsOfSmtp } from '@perennial/auditor/provider-record';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { contact, contract, customer } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/processes/free-offset';
import { auditCluster } from './audit-cluster.js';
import { Cluster } from './cluster.js';

const ZONE = 'America/New_York';
const FIRST_DAY = '2025-01-06';
const LAST_DAY = addDays(FIRST_DAY, 62);
const CUSTOMERS = ['ada', 'ben', 'cleo'];
const evening = (days: number): Instant => instant(toInstant(ZONE, addDays(FIRST_DAY, days), 17 * 60));

describeWithKafka('the cluster', () => {
  let dataDir: string;
  let smtp: RecordingSmtpServer;
  let cluster: Cluster | undefined;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'perennial-cluster-'));
    smtp = await RecordingSmtpServer.start();
    cluster = await Cluster.start({
      dataDir,
      portOffset: await freePortOffset(3),
      replicas: { scheduling: 2, delivery: 2, console: 0 },
      sandboxStart: `${FIRST_DAY}T00:00:00Z`,
      environment: { SMTP_URL: smtp.url, LOG_LEVEL: 'warn' },
      postgresSettings: { fsync: false },
    });
  }, 150_000);

  afterAll(async () => {
    await cluster?.stop();
    await smtp?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const mailsTo = (name: string): number => smtp.acceptedBy(`${name}@customer.example`).length;

  test('reminds until one customer pays, and that one no more, with two replicas of scheduling and delivery', async () => {
    const system = cluster as Cluster;
    const originalStart = addMonthsClamped(addDays(LAST_DAY, 1), -12);
    const ids = await system.edges.take(
      CUSTOMERS.flatMap((name) => [customer(name, ZONE), contact(name, name), contract(name, name, originalStart)]),
    );
    await system.walkTo(evening(3));
    expect(CUSTOMERS.map(mailsTo)).toEqual([1, 1, 1]);

    const term = (await system.edges.terms(ids[2] as string)).find(({ lastDay }) => lastDay === LAST_DAY);
    await system.edges.payQuote(term?.termId ?? '');
    await system.walkTo(evening(35));
    expect(mailsTo('ada')).toBe(1);
    expect(mailsTo('ben')).toBeGreaterThan(1);
    expect(mailsTo('cleo')).toBe(mailsTo('ben'));
    const states = new Set((await system.edges.reminders({ termId: term?.termId ?? '' })).map(({ state }) => state));
    expect(states).not.toContain(ReminderState.REMINDER_STATE_PLANNED);
  }, 120_000);

  test('a replica comes and goes while the others go on', async () => {
    const system = cluster as Cluster;
    const before = mailsTo('ben');
    const third = await system.add('delivery');
    expect(third.replica).toBe(2);
    const [first] = system.of('delivery');
    await first?.kill();
    await system.remove(third);
    first?.start();
    await first?.ready();
    await system.walkTo(evening(50));
    expect(mailsTo('ben')).toBeGreaterThan(before);
    expect(mailsTo('ada')).toBe(1);
  }, 120_000);

  test('every promise holds, and the mail server took what delivery says it took', async () => {
    const report = await auditCluster(cluster as Cluster, recordsOfSmtp(smtp.accepted()));
    expect(violationsOf(report)).toEqual([]);
    expect(report.uncertain).toBe(0);
    expect(report.accepted).toBe(smtp.accepted().length);
  });

  test('stops in order and leaves nothing', async () => {
    const system = cluster as Cluster;
    const pids = [
      ...system.processes.map(({ pid }) => pid),
      system.postgres.postmasterPid,
      ...system.kafka.nodes.map(({ pid }) => pid),
    ];
    expect(pids.map((pid) => inspectProcess(pid) !== undefined)).toEqual(pids.map(() => true));
    const ends = system.processes.map(({ exited }) => exited);
    await system.stop();
    cluster = undefined;
    expect(await Promise.all(ends)).toEqual(ends.map(() => ({ code: 0, signal: null })));
    expect(pids.filter((pid) => inspectProcess(pid))).toEqual([]);
    expect(existsSync(join(dataDir, 'running.json'))).toBe(false);
  }, 120_000);
});
