import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { audit, violationsOf } from '@perennial/auditor/audit';
import { openSystem } from '@perennial/auditor/open-system';
import type { ImportFilesResponse } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { freePortOffset } from '@perennial/processes/free-offset';
import { startStandalone, type RunningStandalone } from './start-standalone.js';
import { whatToTry } from './what-to-try.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const scripts = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  }
).scripts;
const lines: string[] = [];
let dataDir: string;
let running: RunningStandalone;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perennial-readme-'));
  const { PERENNIAL_TEST_POSTGRES: _shared, ...environment } = process.env;
  running = await startStandalone(
    {
      ...environment,
      PERENNIAL_DATA: dataDir,
      PERENNIAL_PORT_OFFSET: String(await freePortOffset()),
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    },
    (line) => lines.push(line),
  );
}, 90_000);

afterAll(async () => {
  await running?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Answer {
  readonly walking?: object;
  readonly now?: string;
  readonly customers?: readonly { readonly customerId: string }[];
  readonly terms?: readonly object[];
  readonly decisions?: readonly unknown[];
  readonly chainIntact?: boolean;
  readonly exceptions?: readonly { readonly reminderIds: readonly string[] }[];
  readonly providers?: readonly object[];
}

/** A mail as the catcher tells of it. */
interface CaughtMail {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

const at = (path: string): string => `http://127.0.0.1:${running.ports.http}${path}`;
const catcher = (path: string): string => `http://127.0.0.1:${running.ports.catcherPage}/api/email${path}`;

async function caughtMails(limit: number): Promise<CaughtMail[]> {
  return (await (await fetch(catcher(`?limit=${limit}`))).json()) as CaughtMail[];
}

const fakes = (path: string): string => `http://127.0.0.1:${running.ports.fakes.control}${path}`;

/** How many each fake provider took. */
async function textMessages(): Promise<Map<string, number>> {
  const all = (await (await fetch(fakes('/providers'))).json()) as { name: string; messages: number }[];
  return new Map(all.map(({ name, messages }) => [name, messages]));
}

async function caughtCount(): Promise<number> {
  return ((await (await fetch(catcher('/summary?limit=1'))).json()) as { storeTotal: number }).storeTotal;
}

async function pageAt(path: string, form?: Record<string, string>): Promise<string> {
  const response = await fetch(at(path), form ? { method: 'POST', body: new URLSearchParams(form) } : {});
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  return await response.text();
}

const links = (page: string, kind: string): string[] =>
  [...page.matchAll(new RegExp(`href="(/${kind}/[^"?#]+)`, 'g'))].map(([, path]) => path as string);

/** A command of the README, run by a shell with the ports of this run. @returns what it answered. */
async function run(command: string): Promise<Answer> {
  return JSON.parse(await output(command)) as Answer;
}

async function output(command: string): Promise<string> {
  const here = command
    .replaceAll(':8080', `:${running.ports.http}`)
    .replaceAll(':1080', `:${running.ports.catcherPage}`);
  const env = {
    ...process.env,
    PERENNIAL_PORT_OFFSET: String(running.config.PERENNIAL_PORT_OFFSET),
    PERENNIAL_DATA: dataDir,
  };
  return (await promisify(execFile)('sh', ['-c', here], { timeout: 240_000, env })).stdout;
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
  expect(await caughtCount()).toBeGreaterThan(200);
}, 300_000);

/** Commands of the README and of what the terminal says; those of the terminal have the ports of this run already. */
const sources = () => [
  commands,
  whatToTry(running)
    .split('\n')
    .map((line) => line.trim()),
];

test('the newest mail, the why of its reminder and the newest pay link, as pasted from README and terminal', async () => {
  for (const lines of sources()) {
    const pasted = (part: string): string => lines.find((line) => line.includes(part)) ?? `no command with ${part}`;
    const mail = await output(pasted('"text":"'));
    const [payLink = ''] = (await output(pasted('/pay/'))).split('\n');
    expect(mail).toMatch(/^Dear /);
    expect((await fetch(payLink)).status).toBe(200);
    const why = await run(pasted('/why'));
    expect(why.chainIntact).toBe(true);
    expect(why.decisions?.length).toBeGreaterThanOrEqual(3);
  }
});

test('a provider dies: the next one of its channel takes the messages, and who asks is told (C-10, L-05, A-05)', async () => {
  const tookAt = async (provider: string): Promise<number> => (await textMessages()).get(provider) ?? Number.NaN;
  const before = await tookAt('sms-aliyun');
  expect(before).toBeGreaterThan(0);
  expect(await tookAt('sms-tencent')).toBe(0);
  expect(await output(command('break sms-aliyun'))).toContain('sms-aliyun is broken');
  expect((await run(command('/sandbox/clock'))).now).toBe('2024-07-15T00:00:00Z');
  expect(await output(command('provider -- list'))).toMatch(/sms-aliyun .* broken: refuse/);
  expect(await tookAt('sms-aliyun')).toBe(before);
  expect(await tookAt('sms-tencent')).toBeGreaterThan(0);
  const { exceptions } = await run(command('/exceptions'));
  expect(exceptions?.[0]).toMatchObject({
    provider: 'sms-aliyun',
    reason: 'HTTP_ECONNREFUSED',
    instead: 'NEXT_PROVIDER',
  });
  expect(await pageAt(`/reminders/${exceptions?.[0]?.reminderIds[0]}`)).toContain('sms-tencent');
  const { providers } = await run(command('/api/v1/providers'));
  expect(providers).toContainEqual(expect.objectContaining({ name: 'sms-aliyun', breaker: expect.any(String) }));
  const page = await (await fetch(fakes('/'))).text();
  expect(page).toMatch(/<td>sms-tencent<\/td><td>\+86154\d{8}<\/td>/);
  expect(await output(command('mend sms-aliyun'))).toContain('well again');
}, 300_000);

test("files of one's own come in as the README and the terminal say, and are planned", async () => {
  const files = commands.filter((line) => line.includes('/api/v1/imports/'));
  expect(files).toHaveLength(3);
  for (const file of files) expect(await run(file)).toEqual({ rows: 1, taken: 1, encoding: 'utf-8' });
  const [, again] = sources().map((lines) => lines.find((line) => line.includes('/api/v1/imports/')) ?? '');
  expect(await run(again ?? '')).toEqual({ rows: 1, unchanged: 1, encoding: 'utf-8' });
  const { customers } = await run(`curl -s '${at('/api/v1/customers?nameContains=Example+Ltd')}'`);
  const { terms } = await run(`curl -s '${at(`/api/v1/terms?customerId=${customers?.[0]?.customerId}`)}'`);
  expect(terms).toEqual([expect.objectContaining({ lastDay: '2024-07-19', state: 'TERM_STATE_OPEN' })]);
});

test('files on disk come in by a command, which tells first what would become of them', async () => {
  const told = await output(`${command('npm run import')} --dry-run`);
  for (const kind of ['owners', 'customers', 'contacts', 'contracts'])
    expect(told).toContain(`docs/samples/${kind}.csv: 2 rows, read as utf-8: 2 would be taken`);
  expect(told).toContain('dry run: nothing was changed. Of the contracts above 2 terms wait');
}, 120_000);

test('a text is shown on terms of the sample by a command (M-02, M-04)', async () => {
  const shown = await output('npm run -s preview -- unanswered --channel sms --locale zh');
  expect(shown).toContain('== a term that is open (');
  expect(shown).toContain('parts in UCS-2\nsms-aliyun: registered as SMS_');
  expect(shown).toContain('== names that are read from the right');
  expect(shown).not.toMatch(/missing:|TEMPLATE_/);
}, 60_000);

test('K01: a file is read in the charset of its content type, and line by line each refused row is told', async () => {
  const bytes = Buffer.from(
    'source_id,name,country,since\nhttp1,\xbb\xaa\xce\xaa,CN,2023-01-01\nhttp2,"x,CN,y\n',
    'latin1',
  );
  const answer = await fetch(`${at('')}/api/v1/imports/customers?system=http`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv; charset=gbk', accept: 'application/x-ndjson' },
    body: bytes,
  });
  const told = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ImportFilesResponse);
  expect(told.flatMap(({ refused }) => refused?.rows ?? [])).toMatchObject([
    { row: 2, line: 3, violations: [{ field: 'row', rule: 'malformed' }] },
  ]);
  expect(told.at(-1)?.summary).toMatchObject({ rows: 2, taken: 1, refused: 1, encoding: 'gb18030' });
});

test('the first page walks the clock by its button, and its links lead to a customer, a why, a mail and a pay page', async () => {
  const walking = await pageAt('/walk', { advance: 'PT20H' });
  expect(walking).toContain('<progress');
  let clock = await run(`curl -s ${at('/sandbox/clock')}`);
  while (clock.walking) clock = await run(`curl -s ${at('/sandbox/clock')}`);
  expect(clock.now).toBe('2024-07-15T20:00:00Z');
  expect(lines.filter((line) => /^ {2}2024-07-\d\d {1,}\d+ mails, +\d+ renewals$/.test(line)).length).toBeGreaterThan(
    6,
  );
  const home = await pageAt('/');
  expect(home).toContain('2024-07-15 20:00 UTC');
  expect([links(home, 'customers').length, links(home, 'reminders').length]).toEqual([30, 10]);
  const more = /href="(\/\?name=[^"]+)"/.exec(home)?.[1] ?? '';
  expect(links(await pageAt(more.replaceAll('&amp;', '&')), 'customers')[15]).not.toBe(links(home, 'customers')[15]);
  const reminderId = (await caughtMails(1))[0]?.headers['perennial-reminder']?.split(', ')[0] ?? '';
  const why = await pageAt(`/reminders/${reminderId}`);
  for (const word of ['PLANNED', 'RELEASED', 'unbroken', 'ACCEPTED']) expect(why).toContain(word);
  const mail = await fetch(at(links(why, 'mails')[0] ?? ''), { redirect: 'manual' });
  expect(mail.headers.get('location')).toContain(`${running.ports.catcherPage}/#/email/`);
  const customer = await pageAt(links(why, 'customers')[0] ?? '');
  expect(links(customer, 'reminders')).toContain(`/reminders/${reminderId}`);
  const payable = [...links(customer, 'pay'), ...links(await pageAt(links(home, 'customers')[0] ?? ''), 'pay')];
  expect(await pageAt(payable[0] ?? '')).toContain('<h1>Renew ');
}, 120_000);

test('no mail asks for nothing, and every promise holds on the sample', async () => {
  for (const { text } of await caughtMails(40)) {
    expect(text).not.toMatch(/undefined|null|NaN|\{\{/);
    expect(text).not.toContain('$0.00');
  }
  const { system, close } = await openSystem(running.databases);
  const report = await audit(system);
  await close();
  expect(violationsOf(report)).toEqual([]);
  const texts = [...(await textMessages()).values()].reduce((sum, count) => sum + count, 0);
  expect(report.accepted).toBe((await caughtCount()) + texts);
});
