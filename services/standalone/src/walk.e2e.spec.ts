import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWeekend } from '@perennial/calendar/workday';
import { toInstant, toLocal } from '@perennial/calendar/zone';
import { instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import type { Participant } from '@perennial/service/sandbox/walker';
import { audit, violationsOf } from '@perennial/testing/auditor/audit';
import { openSystem } from '@perennial/testing/auditor/open-system';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { contact, contract, customer, Edges } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/testing/system/free-offset';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { journal, type Cast } from '@perennial/testing/walker/journal';
import { readJournal, type JournalEvent } from '@perennial/testing/walker/read-journal';
import { startStandalone, type RunningStandalone } from './start-standalone.js';

// three months in three zones, across the change of clocks in two of them.
const START = '2025-02-20T00:00:00Z';
const END = '2025-05-20T00:00:00Z';
const GOLDEN = new URL('walk.golden.txt', import.meta.url);
const HEAD = `# Every event of every day that a walk of three months sees, ${START} to ${END}, a chapter a zone, in the zone's wall time.
# Written by UPDATE_GOLDEN=1 with walk.e2e.spec.ts; a change of this file is a change of what customers get and is reviewed line by line.
# monthly: T-7, T-3, T-0; standard: T-60 (up to 14 days late), T-30, T-15, T-7, T-1; vip: T-90, T-60, T-30; mail on working days from 09:00, at most three in seven days.
`;

const ZONES = { shanghai: 'Asia/Shanghai', newyork: 'America/New_York', lordhowe: 'Australia/Lord_Howe' } as const;
type Place = keyof typeof ZONES;

let dataDir: string;
let smtp: RecordingSmtpServer;
let running: RunningStandalone;
let edges: Edges;
let participants: Participant[];
const ids: Record<string, string> = {};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perennial-walk-'));
  smtp = await RecordingSmtpServer.start();
  running = await startStandalone({
    PERENNIAL_DATA: dataDir, PERENNIAL_SAMPLE: 'none', PERENNIAL_PORT_OFFSET: String(await freePortOffset()), PERENNIAL_SANDBOX_START: START,
    SMTP_URL: smtp.url, LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
  }, () => undefined);
  edges = new Edges(running.ports.grpc);
  participants = participantsOf(Object.values(running.services));
}, 60_000);

afterAll(async () => {
  edges?.close();
  await running?.stop();
  await smtp?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** One record at a time and each to its last consequence: what is told together would make fewer events. */
async function enter(place: Place, annual: { start: string; amount: string; currency: string }, monthly: { start: string; amount: string }): Promise<void> {
  const { currency } = annual;
  const records = {
    [place]: customer(place, ZONES[place], { country: { shanghai: 'CN', newyork: 'US', lordhowe: 'AU' }[place], locale: place === 'shanghai' ? 'zh-CN' : 'en-US' }),
    [`${place}-person`]: contact(place, place),
    [`${place}-annual`]: contract(`${place}-annual`, place, annual.start, { amount: annual.amount, currency }),
    [`${place}-monthly`]: contract(`${place}-monthly`, place, monthly.start, { amount: monthly.amount, currency, periodMonths: 1 }),
  };
  for (const [name, record] of Object.entries(records)) {
    ids[name] = (await edges.take([record]))[0] as string;
    await walkTo(participants, running.services.contracts.clock.now());
  }
}

/** Pays the term of a contract that ends on a day. */
const pay = (name: string, lastDay: string) => async (): Promise<void> => {
  const term = (await edges.terms(ids[name] as string)).find((candidate) => candidate.lastDay === lastDay);
  if (!term) throw new Error(`${name} has no term that ends on ${lastDay}`);
  await edges.payQuote(term.termId);
};

const cancelMonthly = async (): Promise<void> => {
  await edges.take([contract('newyork-monthly', 'newyork', '2024-11-10', { amount: '300.00', periodMonths: 1, version: 2, status: 'CONTRACT_STATUS_CANCELLED', endedOn: '2025-04-28' })]);
};

const at = (place: Place, day: string, hour: number, minute = 0): Instant => instant(toInstant(ZONES[place], day, hour * 60 + minute));

/** What people do in these months. Nobody pays shanghai-annual, which lapses, nor the third month of lordhowe-monthly. */
const DEEDS: readonly (readonly [Instant, () => Promise<void>])[] = [
  [at('shanghai', '2025-02-26', 12), pay('shanghai-monthly', '2025-02-27')],
  [at('lordhowe', '2025-03-05', 12), pay('lordhowe-monthly', '2025-03-06')],
  [at('newyork', '2025-03-09', 1, 30), pay('newyork-monthly', '2025-03-09')],
  [at('shanghai', '2025-03-29', 12), pay('shanghai-monthly', '2025-03-30')],
  [at('lordhowe', '2025-04-08', 9, 30), pay('lordhowe-monthly', '2025-04-06')],
  [at('newyork', '2025-04-09', 20), pay('newyork-monthly', '2025-04-09')],
  [at('newyork', '2025-04-15', 12), pay('newyork-annual', '2025-05-09')],
  [at('shanghai', '2025-04-21', 10), pay('shanghai-monthly', '2025-04-29')],
  [at('newyork', '2025-04-28', 12), cancelMonthly],
  [at('lordhowe', '2025-05-12', 12), pay('lordhowe-annual', '2025-06-05')],
];

function end(): Instant {
  const parsed = parseInstant(END);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const cast = (): Cast => ({
  names: Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name])),
  zones: Object.fromEntries(Object.entries(ZONES).map(([place, zone]) => [ids[place] as string, zone])),
});

async function events(): Promise<JournalEvent[]> {
  const { system, close } = await openSystem(running.databases);
  try {
    return await readJournal(system.events);
  } finally {
    await close();
  }
}

test('three months in three zones: every event of every day', async () => {
  await enter('shanghai', { start: '2024-04-14', amount: '9000.00', currency: 'CNY' }, { start: '2024-08-31', amount: '800.00' });
  await enter('newyork', { start: '2024-05-10', amount: '12000.00', currency: 'USD' }, { start: '2024-11-10', amount: '300.00' });
  await enter('lordhowe', { start: '2024-06-06', amount: '60000.00', currency: 'AUD' }, { start: '2024-10-07', amount: '450.00' });
  for (const [when, deed] of DEEDS) {
    await walkTo(participants, when);
    await deed();
  }
  await walkTo(participants, end());

  const text = [HEAD, ...journal(await events(), cast()), ''].join('\n');
  if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, text);
  expect(text.split('\n')).toEqual(readFileSync(GOLDEN, 'utf8').split('\n'));
}, 120_000);

test('every mail leaves at 09:00 of a working day by its reader\'s clock, and SMTP took each once', async () => {
  const { zones } = cast();
  const due = (await events()).flatMap((event) => (event.type === 'reminder.due' ? [{ ...event, local: toLocal(zones[event.customerId] as string, event.at) }] : []));
  const odd = due.filter(({ local: { date, time } }) => time !== '09:00' || isWeekend(date));
  // The fourth mail in seven days of 24 hours: the third one before it went at 09:00 a week ago, when the clocks were not changed yet.
  expect(odd.map(({ local: { date, time } }) => `${date} ${time}`)).toEqual(['2025-03-10 10:00']);
  const { decisions } = await edges.why(odd[0]?.payload.riders[0]?.reminderId ?? '');
  expect(JSON.stringify(decisions)).toContain('"CAP"');
  expect(smtp.accepted().length).toBe(due.length);
  expect(new Set(smtp.accepted().map(({ messageId }) => messageId)).size).toBe(due.length);
});

test('the auditor finds nothing broken', async () => {
  const { system, close } = await openSystem(running.databases);
  const report = await audit(system);
  await close();
  expect(violationsOf(report)).toEqual([]);
});
