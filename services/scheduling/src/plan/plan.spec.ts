import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { addDays } from '@perennial/calendar/civil';
import { termEndInstant } from '@perennial/calendar/term-end';
import { DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { contactsOf, customerOf } from '../customer/customer-snapshot.js';
import type { Contact } from '../customer/customer.js';
import { compilePolicy, readPolicy } from '../policy/policy-document.js';
import { sampleContact, sampleContract, sampleCustomer, sampleTerm } from '../../test/sample-events.js';
import { termFactsOf } from '../term/contract-snapshot.js';
import { UNKNOWN_REACH } from '../reach/reach.js';
import type { Term } from '../term/term.js';
import type { PlanInput } from './plan-input.js';
import { misledBy } from './correction.js';
import { plan, type Plan } from './plan.js';
import { sendsOf, sendTime, toldLastDay } from './sent.js';
import type { Reminder } from '../reminder/reminder.js';

const read = readPolicy(readFileSync(new URL('../policy/presets/standard.yaml', import.meta.url), 'utf8'), []);
if (!read.ok) throw new Error(JSON.stringify(read.error));
const compiled = compilePolicy(read.value, 1);
if (!compiled.ok) throw new Error(compiled.error);
const policy = compiled.value;
const facts = termFactsOf(sampleTerm(sampleContract('p', 'p')));
const START = instant(Date.parse('2024-07-01T00:00:00Z'));
const open: Term = {
  termId: facts.termId,
  facts,
  expiring: true,
  closed: false,
  decisionSeq: 0,
  decisionHash: '',
  planHash: '',
  archived: false,
  waitingSince: null,
  reopenedAt: null,
  heldFrom: null,
  heldTo: null,
  plannedBy: null,
  listens: false,
};
const customer = customerOf(sampleCustomer('p'));
const contacts: Contact[] = contactsOf(sampleCustomer('p'));
const input = (more: Partial<PlanInput> = {}): PlanInput => ({
  term: open,
  customer,
  contacts,
  owners: [],
  reach: UNKNOWN_REACH,
  hold: null,
  policy,
  reminders: [],
  evidence: [],
  answers: [],
  outages: [],
  now: START,
  ...more,
});

/** What the store does with a plan. */
function apply(reminders: readonly Reminder[], { insert, move, end, withdraw }: Plan, now: Instant): Reminder[] {
  const ended = new Map(
    end.map(({ reminder, state, reason }) => [reminder.reminderId, { state, reason, endedAt: now }]),
  );
  const moved = new Map(move.map(({ reminder, to }) => [reminder.reminderId, to]));
  const recalled = new Set(withdraw.map(({ reminder }) => reminder.reminderId));
  const added = insert.map((row): Reminder => ({
    ...row,
    plannedAt: now,
    messageId: null,
    releasedAt: null,
    withdrawnAt: null,
    sentAt: null,
    sentOn: null,
    endedAt: null,
    retry: null,
  }));
  return [
    ...reminders.map((r) => ({
      ...r,
      ...moved.get(r.reminderId),
      ...ended.get(r.reminderId),
      ...(recalled.has(r.reminderId) ? { withdrawnAt: now } : {}),
    })),
    ...added,
  ];
}
const replan = (reminders: readonly Reminder[], more: Partial<PlanInput> = {}): Reminder[] =>
  apply(reminders, plan(input({ reminders, ...more })), more.now ?? START);
const live = (reminders: readonly Reminder[]): Reminder[] =>
  reminders.filter(({ state }) => state === 'PLANNED' || state === 'HELD');
const withLastDay = (days: number): Term => ({
  ...open,
  facts: { ...facts, lastDay: localDate(addDays(facts.lastDay, days)) },
});

it('plans every step once, and planning again changes nothing (R-01, R-02)', () => {
  const first = replan([]);
  expect(first.map(({ step, occurrence }) => [step, occurrence])).toEqual([
    ['T-60/first-notice', 0],
    ['T-30/reminder', 0],
    ['T-15/reminder', 0],
    ['T-7/last-warning', 0],
    ['T-1/last-warning', 0],
  ]);
  expect(plan(input({ reminders: first }))).toEqual({
    insert: [],
    move: [],
    end: [],
    withdraw: [],
    notWanted: [],
    review: [],
    idle: null,
    lookAt: null,
    listens: false,
  });
});

it('a step whose time has passed is not planned, and the plan says so', () => {
  const late = plan(input({ now: instant(Date.parse('2024-10-01T00:00:00Z')) }));
  expect(late.insert.map(({ step }) => step)).toEqual(['T-15/reminder', 'T-7/last-warning', 'T-1/last-warning']);
  expect(late.notWanted.map(({ step, reason }) => `${step} ${reason}`)).toEqual([
    'T-60/first-notice PAST',
    'T-30/reminder PAST',
  ]);
});

it.each<[string, Partial<PlanInput>, string, 'SUPPRESSED' | 'SUPERSEDED']>([
  ['a closed term', { term: { ...open, closed: true } }, 'CLOSED', 'SUPPRESSED'],
  ['a cancelled term', { term: { ...open, facts: { ...facts, state: 'CANCELLED' } } }, 'CLOSED', 'SUPPRESSED'],
  ['an inactive customer', { customer: { ...customer, active: false } }, 'CUSTOMER_INACTIVE', 'SUPERSEDED'],
  ['nobody to address', { contacts: [] }, 'NO_CONTACT', 'SUPERSEDED'],
  ['no policy', { policy: null }, 'NO_POLICY', 'SUPERSEDED'],
  ['a term not yet in the horizon', { term: { ...open, expiring: false } }, 'NOT_EXPIRING', 'SUPERSEDED'],
])('%s wants nothing: pending rows end, released ones are recalled once', (_, more, idle, state) => {
  const [first, ...rest] = replan([]) as [Reminder, ...Reminder[]];
  const reminders = [{ ...first, state: 'RELEASED' as const, releasedAt: START }, ...rest];
  const planned = plan(input({ reminders, ...more }));
  expect(planned).toMatchObject({
    idle,
    insert: [],
    withdraw: [{ reminder: { step: 'T-60/first-notice' }, reason: idle }],
  });
  expect(planned.end.map((e) => e.state)).toEqual(Array(4).fill(state));
  expect(plan(input({ reminders: apply(reminders, planned, START), ...more }))).toMatchObject({
    end: [],
    withdraw: [],
  });
});

it('a send satisfies a moved step within repeatAfter, whichever contact had it; beyond it the step is planned again', () => {
  const rows = replan([]);
  // T-60 and T-30 were sent, and T-30 tells the day to which the term had been moved by then.
  const [first, second] = rows as [Reminder, Reminder];
  const sent = (row: Reminder, told: Term, at: Instant): Reminder => ({
    ...row,
    state: 'SENT',
    sentAt: at,
    nodeDate: localDate(addDays(told.facts?.lastDay ?? '', -row.node)),
  });
  const other = contactsOf(sampleCustomer('p', { contacts: [sampleContact('other')] }));
  const wanted = (days: number): string[] => {
    const term = withLastDay(days);
    const reminders = [sent(first, open, first.opensAt), sent(second, term, instant(first.opensAt + DAY))];
    return plan(input({ reminders, term, contacts: other })).insert.map(({ step }) => step);
  };
  expect(wanted(10)).not.toContain(first.step);
  expect(wanted(16)).toContain(first.step);
});

it('moves a live row whose place changed, without a new occurrence', () => {
  const first = replan([]);
  const { insert, move, end } = plan(
    input({ reminders: first, contacts: contacts.map((contact) => ({ ...contact, zone: 'Europe/London' })) }),
  );
  expect([insert.length, move.length, end.length]).toEqual([0, 5, 0]);
});

it('falls back to one reachable contact where none has the role, and addresses all who have it (D-05)', () => {
  const people = (...roles: string[][]): Contact[] =>
    contactsOf(sampleCustomer('p', { contacts: roles.map((role, i) => sampleContact(`x${i}`, { roles: role })) }));
  const addressed = (list: Contact[]): number =>
    new Set(plan(input({ contacts: list })).insert.map(({ addresseeId }) => addresseeId)).size;
  expect([addressed(people(['renewal'], ['renewal'], ['billing'])), addressed(people(['billing'], ['legal']))]).toEqual(
    [2, 1],
  );
});

type Move =
  | { kind: 'date'; days: number }
  | { kind: 'close' }
  | { kind: 'reopen' }
  | { kind: 'release' }
  | { kind: 'outcome'; sent: boolean }
  | { kind: 'deliver' }
  | { kind: 'wait'; hours: number };

it('over any history: one live row a step, ids never repeat, and a step is sent again only beyond repeatAfter (invariants next-term-lives, no-double-send)', () => {
  const move: fc.Arbitrary<Move> = fc.oneof(
    fc.integer({ min: -20, max: 20 }).map((days): Move => ({ kind: 'date', days })),
    fc.constant<Move>({ kind: 'close' }),
    fc.constant<Move>({ kind: 'reopen' }),
    fc.constant<Move>({ kind: 'reopen' }),
    fc.constant<Move>({ kind: 'release' }),
    fc.constant<Move>({ kind: 'deliver' }),
    fc.boolean().map((sent): Move => ({ kind: 'outcome', sent })),
    fc.integer({ min: 1, max: 24 * 12 }).map((hours): Move => ({ kind: 'wait', hours })),
  );
  fc.assert(
    fc.property(fc.array(move, { minLength: 8, maxLength: 40, size: 'max' }), (moves) => {
      let [term, now, reminders]: [Term, Instant, Reminder[]] = [open, instant(START + 45 * DAY), replan([])];
      for (const step of moves) {
        if (step.kind === 'date') term = { ...withLastDay(step.days), closed: term.closed };
        if (step.kind === 'close') term = { ...term, closed: true };
        if (step.kind === 'reopen') term = { ...term, closed: false };
        if (step.kind === 'wait') now = instant(now + step.hours * HOUR);
        const at = now;
        if (step.kind === 'release' || step.kind === 'deliver')
          reminders = reminders.map((r) =>
            r.state === 'PLANNED' && r.dueAt <= at
              ? { ...r, state: r.closesAt > at ? 'RELEASED' : 'SKIPPED', releasedAt: at }
              : r,
          );
        const sent = step.kind === 'deliver' || (step.kind === 'outcome' && step.sent);
        if (step.kind === 'deliver' || step.kind === 'outcome')
          reminders = reminders.map((r) =>
            r.state !== 'RELEASED' ? r : sent ? { ...r, state: 'SENT', sentAt: at } : { ...r, state: 'SUPERSEDED' },
          );
        reminders = replan(reminders, { term, now });
        const steps = live(reminders).map((r) => `${r.step}|${r.addresseeId}`);
        expect(new Set(steps).size).toBe(steps.length);
        expect(new Set(reminders.map((r) => r.reminderId)).size).toBe(reminders.length);
        if (term.closed) expect(live(reminders)).toEqual([]);
        expect(plan(input({ reminders, term, now }))).toMatchObject({ insert: [], move: [], end: [], withdraw: [] });
      }
      const sends = sendsOf(reminders, 'CUSTOMER').filter(({ state }) => state === 'SENT');
      sends.forEach((b, i) => {
        // Whoever was told another last day in between is told the right one, whatever was sent.
        const misled = sends.slice(0, i).some((a) => sendTime(a) <= sendTime(b) && toldLastDay(a) !== toldLastDay(b));
        const before = sends.slice(0, i).filter((a) => a.step === b.step);
        // A node counts from the start of its day in the contact's zone, at most a day away from midnight UTC.
        for (const a of misled ? [] : before)
          expect(Date.parse(b.nodeDate) - (a.sentAt ?? 0)).toBeGreaterThan(13 * DAY);
      });
      // Nobody is left with a last day that is not true: a step or a correction is on its way, unless three were sent.
      const { notWanted } = plan(input({ reminders, term, now }));
      const misled = !term.closed && term.facts && misledBy(term.facts, reminders, contacts[0]?.contactId as never);
      const used = notWanted.some(({ reason }) => reason === 'CORRECTIONS_USED');
      const over = now >= termEndInstant(addDays(term.facts?.lastDay ?? '', 28), 'America/New_York');
      if (misled && !used && !over)
        expect(reminders.some(({ state }) => state === 'PLANNED' || state === 'RELEASED')).toBe(true);
    }),
    { numRuns: 80 },
  );
});
