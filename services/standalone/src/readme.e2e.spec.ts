import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { audit, violationsOf } from '@perennial/auditor/audit';
import { openSystem } from '@perennial/auditor/open-system';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { freePortOffset } from '@perennial/processes/free-offset';
import { startStandalone, type RunningStandalone } from './start-standalone.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const scripts = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  }
).scripts;
const lines: string[] = [];
let dataDir: string;
let smtp: RecordingSmtpServer;
let running: RunningStandalone;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perennial-readme-'));
  smtp = await RecordingSmtpServer.start();
  const { PERENNIAL_TEST_POSTGRES: _shared, ...environment } = process.env;
  running = await startStandalone(
    {
      ...environment,
      PERENNIAL_DATA: dataDir,
      PERENNIAL_PORT_OFFSET: String(await freePortOffset()),
      SMTP_URL: smtp.url,
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    },
    (line) => lines.push(line),
  );
}, 90_000);

afterAll(async () => {
  await running?.stop();
  await smtp?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Answer {
  readonly now?: string;
  readonly reminders?: readonly { readonly reminderId: string }[];
  readonly decisions?: readonly unknown[];
  readonly chainIntact?: boolean;
}

/** A command of the README, run by a shell with the ports of this run. @returns what it answered. */
async function run(command: string): Promise<Answer> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command.replaceAll(':8080', `:${running.ports.http}`)], {
    timeout: 240_000,
  });
  return JSON.parse(stdout) as Answer;
}

const commands = [...readme.matchAll(/^```\n([^`]*?)```$/gm)].flatMap(([, block]) => (block ?? '').trim().split('\n'));
const command = (part: string): string => {
  const found = commands.find((line) => line.includes(part));
  if (!found) throw new Error(`README.md has no command with ${part}`);
  return found;
};

test('every npm script that the README names exists', () => {
  const named = [...readme.matchAll(/npm run ([\w-]+)/g)].map(([, name]) => name as string);
  expect(named.length).toBeGreaterThan(2);
  for (const name of named) expect(scripts).toHaveProperty([name]);
  expect(commands).toEqual(expect.arrayContaining(['npm ci', 'npm start', 'npm test']));
});

test('the sample comes in whole and says so', () => {
  expect(lines).toContain('sample: 2669 records in, 2669 taken, 0 known already, 0 older than known, 0 refused');
});

test('the clock walks a week, mails arrive, and a reminder says why', async () => {
  expect((await run(command('/sandbox/clock'))).now).toBe('2024-07-08T00:00:00Z');
  expect(smtp.accepted().length).toBeGreaterThan(200);
  const [reminder] = (await run(command('state=SENT'))).reminders ?? [];
  const why = await run(command('/why').replace('<reminderId>', reminder?.reminderId ?? ''));
  expect(why.chainIntact).toBe(true);
  expect(why.decisions?.length).toBeGreaterThanOrEqual(3);
}, 300_000);

test('no mail asks for nothing, and every promise holds on the sample', async () => {
  for (const mail of smtp.accepted().slice(0, 40)) {
    const text = await mail.text();
    expect(text).not.toMatch(/undefined|null|NaN|\{\{/);
    expect(text).not.toContain('$0.00');
  }
  const { system, close } = await openSystem(running.databases);
  const report = await audit(system);
  await close();
  expect(violationsOf(report)).toEqual([]);
  expect(report.accepted).toBe(smtp.accepted().length);
});
