import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { toInstant } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';
import { audit, violationsOf } from '@perennial/auditor/audit';
import { openSystem } from '@perennial/auditor/open-system';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { contact, contract, customer } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/processes/free-offset';
import { runningDatabases } from '../test/running-databases.js';
import { StandaloneProcess } from '@perennial/testing/system/standalone-process';

const ZONE = 'America/New_York';
const FIRST_DAY = '2025-01-06';
const CYCLE_DAYS = 5;
const MOST_CYCLES = 30;

/** Every commit and acknowledge boundary of the main job, each the scene of one kill -9. */
const FAILPOINTS = [
  'contracts.import',
  'contracts.wave',
  'payments.record',
  'payments.wave',
  'scheduling.wave',
  'scheduling.close.wave',
  'scheduling.plan-terms',
  'scheduling.release-due',
  'delivery.wave',
  'delivery.fence.wave',
  'delivery.attempt',
  'delivery.result',
]
  .flatMap((name) => [`${name}.before-commit`, `${name}.after-commit`])
  .concat([
    'contracts.before-ack',
    'scheduling.before-ack',
    'delivery.before-ack',
    'delivery.fence.before-ack',
    'relay.before-publish',
    'relay.after-publish',
  ]);

let dataDir: string;
let smtp: RecordingSmtpServer;
let one: StandaloneProcess | undefined;
let portOffset: number;
const left = [...FAILPOINTS];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perennial-kills-'));
  smtp = await RecordingSmtpServer.start();
  portOffset = await freePortOffset();
});

afterAll(async () => {
  await one?.kill();
  await smtp.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const noon = (day: string): Instant => instant(toInstant(ZONE, day, 12 * 60));

/** Starts it with the next failpoint armed; one that fires while it starts counts as well. */
async function start(): Promise<void> {
  const failpoint = left.shift();
  try {
    one = await StandaloneProcess.start({
      dataDir,
      portOffset,
      environment: {
        SMTP_URL: smtp.url,
        PERENNIAL_SANDBOX_START: `${FIRST_DAY}T00:00:00Z`,
        LOG_LEVEL: 'fatal',
        ...(failpoint ? { PERENNIAL_FAILPOINTS: `${failpoint}=kill` } : {}),
      },
    });
  } catch (error) {
    if (!failpoint || !String(error).includes('SIGKILL')) throw error;
    await start();
  }
}

/** Does the work; when the process dies in it, starts it again and repeats, as any client of a service would. */
async function survive(work: (system: StandaloneProcess) => Promise<unknown>): Promise<void> {
  const system = one as StandaloneProcess;
  const died = system.exited.then(() => 'died' as const);
  const done = work(system).then(
    () => 'done' as const,
    async (error: unknown) => {
      // A call that broke because its server was killed; any other failure is one.
      const gone = await Promise.race([
        system.exited.then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 2_000)),
      ]);
      if (!gone) throw error;
      return 'died' as const;
    },
  );
  if ((await Promise.race([done, died])) === 'done') return;
  await done;
  system.edges.close();
  await start();
  await survive(work);
}

test('killed at every boundary and started again, nothing is lost, doubled or sent after closing', async () => {
  let day = FIRST_DAY;
  await start();
  for (let cycle = 0; left.length > 0 && cycle < MOST_CYCLES; cycle += 1) {
    const [payer, silent] = [`k${cycle}p`, `k${cycle}s`];
    const lastDay = addDays(day, 62);
    const originalStart = addMonthsClamped(addDays(lastDay, 1), -12);
    const deal = (name: string) => [customer(name, ZONE), contact(name, name), contract(name, name, originalStart)];
    await survive(({ edges }) => edges.take([...deal(payer), ...deal(silent)]));
    await survive((system) => system.walkTo(noon(addDays(day, 1))));
    await survive(async ({ edges }) => {
      const [, , contractId] = await edges.take(deal(payer));
      const term = (await edges.terms(contractId as string)).find((candidate) => candidate.lastDay === lastDay);
      await edges.payQuote(term?.termId ?? '', `pay-${payer}`);
    });
    day = addDays(day, CYCLE_DAYS);
    await survive((system) => system.walkTo(noon(day)));
  }
  expect(left).toEqual([]);
  await survive((system) => system.walkTo(noon(addDays(day, CYCLE_DAYS))));
  const audited = await openSystem(runningDatabases(dataDir));
  const report = await audit(audited.system);
  await audited.close();
  expect(violationsOf(report)).toEqual([]);

  const ids = smtp.accepted().map((mail) => mail.messageId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(smtp.accepted().filter((mail) => mail.envelope.to[0]?.includes('p@'))).toEqual([]);
  // What the provider took is what delivery knows: accepted, or uncertain where the kill fell between call and record.
  expect(ids.length).toBeGreaterThanOrEqual(report.accepted);
  expect(ids.length).toBeLessThanOrEqual(report.accepted + report.uncertain);
  expect(report.uncertain).toBeLessThanOrEqual(4);
}, 600_000);
