import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { toInstant } from '@perennial/calendar/zone';
import { Database } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { Reminder } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import type { Participant } from '@perennial/service/sandbox/walker';
import { audit, violationsOf } from '@perennial/auditor/audit';
import { openSystem } from '@perennial/auditor/open-system';
import type { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { contact, contract, customer, Edges, newer } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/processes/free-offset';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { testStand, type TestStand } from '@perennial/testing/system/test-stand';
import { startStandalone, type RunningStandalone } from './start-standalone.js';

const ZONE = 'America/New_York';
const START = '2025-01-06T00:00:00Z';
let stand: TestStand;
let smtp: RecordingSmtpServer;
let running: RunningStandalone;
let edges: Edges;
let participants: Participant[];
let n = 0;

beforeAll(async () => {
  stand = await testStand('spine');
  smtp = stand.smtp;
  running = await startStandalone(
    {
      ...stand.environment,
      PERENNIAL_DATA: stand.dataDir,
      PERENNIAL_SAMPLE: 'none',
      PERENNIAL_PORT_OFFSET: String(await freePortOffset()),
      PERENNIAL_SANDBOX_START: START,
    },
    () => undefined,
  );
  edges = new Edges(running.ports.grpc);
  participants = participantsOf(Object.values(running.services));
}, 60_000);

afterAll(async () => {
  edges?.close();
  await running?.stop();
  await stand?.end();
});

const today = (): string => new Date(running.services.contracts.clock.now()).toISOString().slice(0, 10);
/** 17:00 in New York, when every window of the day is open or has been. */
const evening = (day: string): Instant => instant(toInstant(ZONE, day, 17 * 60));
const startFor = (lastDay: string): string => addMonthsClamped(addDays(lastDay, 1), -12);
const mailsTo = (id: string): number => smtp.acceptedBy(`${id}@customer.example`).length;
const states = (reminders: readonly Reminder[]): Record<string, number> => {
  const count: Record<string, number> = {};
  for (const { state } of reminders)
    count[state.replace('REMINDER_STATE_', '')] = (count[state.replace('REMINDER_STATE_', '')] ?? 0) + 1;
  return count;
};

interface Deal {
  readonly name: string;
  readonly customerId: string;
  readonly contractId: string;
  readonly lastDay: string;
}

/** A customer with one contact and one annual contract whose term ends `days` after today. */
async function deal(days: number): Promise<Deal> {
  n += 1;
  const name = `c${n}`;
  const lastDay = addDays(today(), days);
  const [customerId, , contractId] = await edges.take([
    customer(name, ZONE),
    contact(name, name),
    contract(name, name, startFor(lastDay)),
  ]);
  await walkTo(participants, running.services.contracts.clock.now());
  return { name, customerId: customerId as string, contractId: contractId as string, lastDay };
}

const termOf = async ({ contractId, lastDay }: Deal) => {
  const term = (await edges.terms(contractId)).find((candidate) => candidate.lastDay === lastDay);
  if (!term) throw new Error(`no term of ${contractId} ends on ${lastDay}`);
  return term;
};

test('import, plan, due, accepted, paid, silence, next term planned', async () => {
  const one = await deal(62);
  const term = await termOf(one);
  expect(states(await edges.reminders({ termId: term.termId }))).toEqual({ PLANNED: 5 });
  await walkTo(participants, evening(addDays(one.lastDay, -31)));
  expect(mailsTo(one.name)).toBe(1);
  const mail = await smtp.acceptedBy(`${one.name}@customer.example`)[0]?.text();
  expect(mail).toContain('Product c1');
  expect(mail).toContain('12,000.00');
  expect(mail).toMatch(/\/pay\//);
  await edges.payQuote(term.termId);
  await walkTo(participants, evening(addDays(one.lastDay, 3)));
  expect(mailsTo(one.name)).toBe(1);
  expect(states(await edges.reminders({ termId: term.termId }))).toEqual({ SENT: 1, SUPPRESSED: 4 });
  const [paid, next] = [await termOf(one), (await edges.terms(one.contractId)).at(-1)];
  expect(paid.state).toBe('TERM_STATE_RENEWED');
  expect(next).toMatchObject({ number: paid.number + 1, start: addDays(one.lastDay, 1), state: 'TERM_STATE_OPEN' });
  expect(states(await edges.reminders({ termId: next?.termId ?? '' }))).toEqual({ PLANNED: 5 });
});

test('one trace leads from the payment to the renewal, over gRPC and events', async () => {
  const traces = async (name: keyof typeof running.databases, type: string): Promise<string[]> => {
    const database = new Database({
      url: running.databases[name],
      applicationName: 'spec',
      poolSize: 1,
      onPoolError: () => undefined,
    });
    const rows = await database.query<{ trace: string }>(
      `select substring(traceparent from 4 for 32) as trace from outbox where type = $1 order by id desc limit 1`,
      [type],
    );
    await database.close();
    return rows.map((row) => row.trace);
  };
  const [paid] = await traces('payments', 'payment.renewed');
  expect(paid).toMatch(/^[0-9a-f]{32}$/);
  expect(await traces('contracts', 'contract.renewed')).toEqual([paid]);
});

test('an opt-out by the signed link of the mail is honoured at the next call', async () => {
  const one = await deal(62);
  await walkTo(participants, evening(addDays(one.lastDay, -58)));
  const [mail] = smtp.acceptedBy(`${one.name}@customer.example`);
  const link = /<(http[^>]+\/unsubscribe\/[^>]+)>/.exec(mail?.headers('List-Unsubscribe')[0] ?? '')?.[1] ?? '';
  expect((await fetch(link)).status).toBe(200);
  await walkTo(participants, evening(addDays(one.lastDay, -29)));
  expect(mailsTo(one.name)).toBe(2);
  const answer = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(answer.status).toBe(200);
  await walkTo(participants, evening(one.lastDay));
  expect(mailsTo(one.name)).toBe(2);
  const reminders = await edges.reminders({ termId: (await termOf(one)).termId });
  // Scheduling hears of it and plans nothing more for an address that nobody may write to (R3).
  expect(reminders.filter((r) => r.state === 'REMINDER_STATE_SUPERSEDED').length).toBe(3);
  // Nobody is left who may be told, and that is not silent: a person sees it.
  const list = await fetch(`http://127.0.0.1:${running.ports.http}/api/v1/reviews?customerId=${one.customerId}`);
  const { reviews } = (await list.json()) as { reviews: { kind: string }[] };
  expect(new Set(reviews.map(({ kind }) => kind))).toEqual(new Set(['no_addressee']));
});

test('a date moved back and forth: planned anew, nothing sent twice, nothing lost', async () => {
  const one = await deal(62);
  const term = await termOf(one);
  await walkTo(participants, evening(addDays(one.lastDay, -59)));
  expect(mailsTo(one.name)).toBe(1);
  const record = (version: number, lastDay: string) =>
    contract(one.name, one.name, startFor(one.lastDay), {
      version,
      termStart: startFor(one.lastDay),
      termLastDay: lastDay,
    });
  await edges.take([record(2, addDays(one.lastDay, 20))]);
  await walkTo(participants, evening(addDays(one.lastDay, -57)));
  await edges.take([record(3, one.lastDay)]);
  await walkTo(participants, evening(addDays(one.lastDay, -31)));
  expect(mailsTo(one.name)).toBe(1);
  await walkTo(participants, evening(one.lastDay));
  expect(mailsTo(one.name)).toBe(5);
  const sent = (await edges.reminders({ termId: term.termId }))
    .filter((r) => r.state === 'REMINDER_STATE_SENT')
    .map((r) => r.step);
  expect(new Set(sent).size).toBe(5);
});

test('a cancellation silences; withdrawn, it is planned again, once', async () => {
  const one = await deal(62);
  const term = await termOf(one);
  await edges.take([
    contract(one.name, one.name, startFor(one.lastDay), {
      version: 2,
      status: 'CONTRACT_STATUS_CANCELLED',
      endedOn: today(),
    }),
  ]);
  const cancelled = await edges.term(one.contractId, term.number);
  expect([cancelled.state, cancelled.lastDay]).toEqual(['TERM_STATE_CANCELLED', today()]);
  await walkTo(participants, evening(addDays(one.lastDay, -50)));
  expect(mailsTo(one.name)).toBe(0);
  await edges.take([contract(one.name, one.name, startFor(one.lastDay), { version: 3 })]);
  // The first notice may go out up to 14 days late, so it is among those that are planned again.
  await walkTo(participants, evening(addDays(one.lastDay, -31)));
  expect((await termOf(one)).state).toBe('TERM_STATE_OPEN');
  expect(mailsTo(one.name)).toBe(1);
  await walkTo(participants, evening(one.lastDay));
  expect(mailsTo(one.name)).toBe(5);
  expect(states(await edges.reminders({ termId: term.termId }))).toEqual({ SENT: 5, SUPPRESSED: 5 });
});

test('a reversed payment opens the term again and voids the next one', async () => {
  const one = await deal(62);
  const term = await termOf(one);
  await edges.payQuote(term.termId, `${one.name}-payment`);
  await walkTo(participants, evening(addDays(one.lastDay, -40)));
  expect(mailsTo(one.name)).toBe(0);
  await edges.reverse(`${one.name}-payment`);
  await walkTo(participants, evening(one.lastDay));
  // A first contact at once, since T-60 has passed and nothing was sent; then T-30, T-15, T-7 and T-1.
  expect(mailsTo(one.name)).toBe(5);
  expect((await edges.terms(one.contractId)).map((t) => t.state).slice(-2)).toEqual([
    'TERM_STATE_OPEN',
    'TERM_STATE_CANCELLED',
  ]);
});

test('a replaced contact: the rest goes to the successor', async () => {
  const one = await deal(62);
  await walkTo(participants, evening(addDays(one.lastDay, -59)));
  await edges.take([contact(`${one.name}-new`, one.name), newer(contact(one.name, one.name, { active: false }), 2)]);
  await walkTo(participants, evening(one.lastDay));
  expect(mailsTo(one.name)).toBe(1);
  expect(mailsTo(`${one.name}-new`)).toBe(4);
});

test('two contacts with one address get one mail', async () => {
  const one = await deal(62);
  await edges.take([contact(`${one.name}-twin`, one.name, { email: `${one.name}@customer.example`.toUpperCase() })]);
  await walkTo(participants, evening(addDays(one.lastDay, -58)));
  expect(mailsTo(one.name)).toBe(1);
  // People of one address are one addressee (protocol.md, Identity): one reminder, not two that merge.
  expect(states(await edges.reminders({ termId: (await termOf(one)).termId }))).toMatchObject({ SENT: 1 });
});

test('ten contracts due on one day make one mail that names them all', async () => {
  const one = await deal(62);
  await edges.take(Array.from({ length: 9 }, (_, i) => contract(`${one.name}-${i}`, one.name, startFor(one.lastDay))));
  await walkTo(participants, evening(addDays(one.lastDay, -58)));
  const mails = smtp.acceptedBy(`${one.name}@customer.example`);
  expect(mails.length).toBe(1);
  const text = (await mails[0]?.text()) ?? '';
  for (let i = 0; i < 9; i += 1) expect(text).toContain(`Product ${one.name}-${i}`);
});

test('the auditor finds nothing broken', async () => {
  const { system, close } = await openSystem(running.databases);
  const report = await audit(system);
  await close();
  expect(violationsOf(report)).toEqual([]);
  expect(report.uncertain).toBe(0);
  expect(report.accepted).toBe(smtp.accepted().length);
});
