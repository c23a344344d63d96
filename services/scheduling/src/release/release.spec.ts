import fc from 'fast-check';
import { derivedId } from '@perennial/kernel/ids';
import { DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';
import type { RecentSend } from './cap.js';
import type { DueReminder } from './due-reminder.js';
import { release } from './release.js';

const CAPS = { CUSTOMER: { messages: 3, days: 7 }, INTERNAL: { messages: 2, days: 1 } };
/** A Thursday, 14:00 in London. */
const NOW = instant(Date.parse('2024-08-15T13:00:00Z'));
let n = 0;
const due = (more: Partial<DueReminder> = {}): DueReminder => ({
  reminderId: derivedId('r', String((n += 1))),
  termId: derivedId('t', String(n)),
  contractId: derivedId('c', String(n)),
  customerId: derivedId('u', '1'),
  addresseeKind: 'CONTACT',
  addresseeId: derivedId('k', '1'),
  recipientId: derivedId('p', '1'),
  step: 'T-30/reminder',
  node: 30,
  nodeDate: '2024-08-15' as never,
  audience: 'CUSTOMER',
  track: 0,
  escalation: 0,
  occurrence: 0,
  state: 'PLANNED',
  reason: '',
  rungs: [{ channel: 'email', template: 'reminder' }],
  legal: false,
  zone: 'Europe/London',
  windowFrom: 540,
  windowTo: 1200,
  windowDays: 'working',
  opensAt: instant(NOW - HOUR),
  closesAt: instant(NOW + 3 * DAY),
  dueAt: instant(NOW - HOUR),
  policy: 'p',
  policyVersion: 1,
  plannedAt: NOW,
  messageId: null,
  releasedAt: null,
  withdrawnAt: null,
  sentAt: null,
  endedAt: null,
  retry: null,
  product: 'Atlas',
  lastDay: '2024-09-14' as never,
  tier: 'STANDARD',
  ownerId: null,
  teamId: null,
  ...more,
});
const at = (text: string): Instant => instant(Date.parse(text));
const run = (reminders: DueReminder[], recentSends: RecentSend[] = [], now = NOW) =>
  release({ due: reminders, recentSends, caps: CAPS, now });
const sends = (...days: number[]): RecentSend[] =>
  days.map((ago) => ({ audience: 'CUSTOMER', at: instant(NOW - ago * DAY), legal: false }));

it('counts and merges reminders to owners apart from those to customers of the same address', () => {
  const owner = (more: Partial<DueReminder> = {}): DueReminder =>
    due({ audience: 'INTERNAL', addresseeKind: 'OWNER', addresseeId: derivedId('o', '1'), ...more });
  const other = owner({ customerId: derivedId('u', '2') });
  const [customer, first, second] = [due(), owner(), owner({ node: 7 })];
  expect(run([customer, first, second, other]).messages.map(({ audience, riders }) => [audience, riders])).toEqual([
    ['INTERNAL', [second, first]],
    ['INTERNAL', [other]],
    ['CUSTOMER', [customer]],
  ]);
  // The customer's cap is used up, the owner's is not.
  expect(run([customer, first], sends(5, 5.5, 6))).toMatchObject({
    messages: [{ audience: 'INTERNAL' }],
    held: [{ reason: 'CAP', reminder: { audience: 'CUSTOMER' } }],
  });
  const internal = sends(0.2, 0.1).map((send) => ({ ...send, audience: 'INTERNAL' as const }));
  expect(run([customer, first], internal)).toMatchObject({
    messages: [{ audience: 'CUSTOMER' }],
    held: [{ reason: 'CAP', until: NOW + 0.8 * DAY, reminder: { audience: 'INTERNAL' } }],
  });
});

it('merges what is due for a customer and leaves another customer of the same address alone (U-03)', () => {
  const [a, b, c] = [due(), due({ node: 7 }), due({ customerId: derivedId('u', '2') })];
  const { messages } = run([a, b, c]);
  expect(messages.map(({ riders }) => riders)).toEqual([[b, a], [c]]);
});

it('lets a legal notice ride alone and past the cap', () => {
  const legal = due({ legal: true });
  const out = run([due(), legal, due()], sends(1, 2, 3));
  expect(out.messages).toEqual([{ riders: [legal], audience: 'CUSTOMER', legal: true }]);
  expect(out.held).toHaveLength(0);
  expect(out.skipped.map(({ reason }) => reason)).toEqual(['CAP', 'CAP']);
});

it('over the cap: last day, nearest node, higher tier go first', () => {
  const customers = ['1', '2', '3', '4'].map((name) => derivedId('u', name) as never);
  const [far, near, last, core] = [
    due({ customerId: customers[0] }),
    due({ customerId: customers[1], node: 7 }),
    due({ customerId: customers[2], node: 0 }),
    due({ customerId: customers[3], tier: 'CORE' }),
  ] as [DueReminder, DueReminder, DueReminder, DueReminder];
  expect(run([far, near, last, core]).messages.map(({ riders }) => riders[0])).toEqual([last, near, core]);
});

it.each([
  ['before the window opens', '2024-08-15T07:59:00Z', '2024-08-15T08:00:00Z'],
  ['after it shut', '2024-08-15T19:00:00Z', '2024-08-16T08:00:00Z'],
  ['minutes before it shuts', '2024-08-15T18:57:00Z', '2024-08-16T08:00:00Z'],
  ['on a Saturday', '2024-08-17T12:00:00Z', '2024-08-19T08:00:00Z'],
])('%s it waits for the next opening (R-11)', (_, now, until) => {
  const reminder = due({ opensAt: at('2024-08-14T08:00:00Z'), closesAt: at('2024-08-20T08:00:00Z') });
  expect(run([reminder], [], at(now))).toEqual({
    messages: [],
    skipped: [],
    held: [{ reminder, until: at(until), reason: 'WINDOW' }],
  });
});

it('ends what can no longer go, with the reason (decision 6)', () => {
  expect(run([due({ closesAt: NOW })]).skipped).toMatchObject([{ reason: 'EXPIRED' }]);
  expect(run([due({ closesAt: at('2024-08-19T07:00:00Z') })], [], at('2024-08-17T12:00:00Z')).skipped).toMatchObject([
    { reason: 'NO_WINDOW' },
  ]);
});

it('holds for the cap when it frees in time, and at that instant goes out', () => {
  const reminder = due({ closesAt: instant(NOW + 3 * DAY) });
  const recent = sends(6, 2, 1);
  const { held } = run([reminder], recent);
  expect(held).toEqual([{ reminder, until: instant(NOW + DAY), reason: 'CAP' }]);
  expect(run([{ ...reminder, state: 'HELD' }], recent, instant(NOW + DAY)).messages).toHaveLength(1);
});

it('every due reminder comes out once, and no 7 days hold more than the cap, over random histories (consent-at-send)', () => {
  const arrival = fc.record({
    hour: fc.integer({ min: 0, max: 24 * 30 }),
    customer: fc.integer({ min: 1, max: 5 }),
    node: fc.constantFrom(0, 1, 7, 30),
    legal: fc.boolean(),
    lives: fc.integer({ min: 1, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 40 }), (arrivals) => {
      const start = at('2024-10-21T00:00:00Z');
      let waiting: DueReminder[] = arrivals.map(({ hour, customer, node, legal, lives }) => {
        const opensAt = instant(start + hour * HOUR);
        return due({
          customerId: derivedId('u', String(customer)),
          node,
          legal,
          opensAt,
          dueAt: opensAt,
          closesAt: instant(opensAt + lives * HOUR),
        });
      });
      const sent: RecentSend[] = [];
      const ended: string[] = [];
      for (let steps = 0; waiting.length > 0; steps += 1) {
        expect(steps).toBeLessThan(2_000);
        const now = instant(Math.min(...waiting.map(({ dueAt }) => dueAt)));
        const ready = waiting.filter(({ dueAt }) => dueAt <= now);
        const out = run(ready, sent, now);
        const outcome = [
          ...out.messages.flatMap(({ riders }) => riders),
          ...out.held.map((h) => h.reminder),
          ...out.skipped.map((s) => s.reminder),
        ].map(({ reminderId }) => reminderId);
        expect([...outcome].sort()).toEqual(ready.map(({ reminderId }) => reminderId).sort());
        for (const { riders, legal } of out.messages) {
          expect(new Set(riders.map(({ customerId }) => customerId)).size).toBe(1);
          sent.push({ audience: 'CUSTOMER', at: now, legal });
          ended.push(...riders.map(({ reminderId }) => reminderId));
        }
        ended.push(...out.skipped.map(({ reminder }) => reminder.reminderId));
        for (const { until, reminder } of out.held) expect(until > now && until < reminder.closesAt).toBe(true);
        const held = new Map(out.held.map(({ reminder, until }) => [reminder.reminderId, until]));
        waiting = waiting.flatMap((reminder) =>
          ended.includes(reminder.reminderId)
            ? []
            : [{ ...reminder, dueAt: held.get(reminder.reminderId) ?? reminder.dueAt }],
        );
      }
      const counted = sent.filter(({ legal }) => !legal).map((s) => s.at);
      for (const from of counted)
        expect(counted.filter((s) => s >= from && s < from + 7 * DAY).length).toBeLessThanOrEqual(
          CAPS.CUSTOMER.messages,
        );
      expect(new Set(ended).size).toBe(arrivals.length);
    }),
    { numRuns: 60 },
  );
});
