import { derivedId } from '@perennial/kernel/ids';
import { DAY, instant, type Instant } from '@perennial/kernel/instant';
import { at, client, due, NOW, planned, run, send, sends } from '../../test/due-reminders.js';
import type { RecentSend } from './send-count.js';
import type { DueReminder } from './due-reminder.js';

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
  expect(run([customer, first], sends(4, 5, 6))).toMatchObject({
    messages: [{ audience: 'INTERNAL' }],
    held: [{ reason: 'CAP', reminder: { audience: 'CUSTOMER' } }],
  });
  const internal = [0.2, 0.1].map((days, i) =>
    send(instant(NOW - days * DAY), { audience: 'INTERNAL', customerId: client(`of-${i}`) }),
  );
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
  expect(out.messages).toMatchObject([{ riders: [legal], audience: 'CUSTOMER', legal: true }]);
  expect(out.held).toHaveLength(0);
  expect(out.skipped.map(({ reason }) => reason)).toEqual(['CAP', 'CAP']);
});

it('over the cap: last day, nearest node, higher tier go first', () => {
  // Each on a channel plan of its own, so that they do not merge.
  const on = (channel: string, more: Partial<DueReminder>): DueReminder =>
    due({ rungs: [{ channel, template: 'reminder' }], ...more });
  const [far, near, last, core] = [
    on('a', {}),
    on('b', { node: 7 }),
    on('c', { node: 0 }),
    on('d', { tier: 'CORE' }),
  ] as [DueReminder, DueReminder, DueReminder, DueReminder];
  expect(run([far, near, last, core]).messages.map(({ riders }) => riders[0])).toEqual([last, near, core]);
});

it('R5: eight clients of one accountant, all T-0 on one day: eight mails (caps are per client)', () => {
  const clients = Array.from({ length: 8 }, (_, i) =>
    due({ customerId: client(`client-${i}`), node: 0, lastStep: true, closesAt: at('2024-08-15T23:00:00Z') }),
  );
  expect(run(clients).messages).toHaveLength(8);
  // The daily limit spreads what can wait, and nothing past its last opening.
  const far = (i: number, closesAt: Instant) => due({ customerId: client(`client-${i}`), closesAt });
  const waits = Array.from({ length: 8 }, (_, i) => far(i, instant(NOW + 3 * DAY)));
  const spread = run(waits);
  expect([spread.messages.length, spread.held.map(({ reason, until }) => [reason, until])]).toEqual([
    5,
    Array(3).fill(['DAILY', at('2024-08-16T08:00:00Z')]),
  ]);
  const [first] = spread.held;
  expect(first?.facts).toMatchObject({ cap: 'daily', limit: 5, days: 1 });
  const urgent = Array.from({ length: 8 }, (_, i) => far(i, at('2024-08-15T23:00:00Z')));
  expect(run(urgent).messages).toHaveLength(8);
});

it('R4: T-7, T-2 and T-1 go on their days, T-0 as well, above the cap; exempt steps keep no room', () => {
  const day = (date: string): Instant => at(`${date}T08:00:00Z`);
  // The term ends on Friday 2024-08-16; T-0 is its last step.
  const steps = [
    [7, '2024-08-09'],
    [2, '2024-08-14'],
    [1, '2024-08-15'],
    [0, '2024-08-16'],
  ] as const;
  const sent: RecentSend[] = [];
  for (const [node, date] of steps) {
    const ahead = steps
      .filter(([other]) => other < node && other > 0)
      .map(([other, opens]) => planned((day(opens) - NOW) / DAY, other));
    const opensAt = day(date);
    const reminder = due({ node, opensAt, dueAt: opensAt, closesAt: instant(opensAt + DAY), lastStep: node === 0 });
    const out = run([reminder], sent, opensAt, { planned: ahead });
    expect([node, out.messages.length]).toEqual([node, 1]);
    sent.push(send(opensAt));
  }
});

it('room is kept for nearer nodes, until the last opening of what waits for it (review 9)', () => {
  const nearer = [planned(1, 7), planned(4, 1)];
  const [wait, last] = [due(), due({ closesAt: at('2024-08-15T23:00:00Z') })];
  const out = run([wait], sends(2), NOW, { planned: nearer });
  expect(out.held).toMatchObject([
    { reason: 'ROOM', until: at('2024-08-16T08:00:00Z'), facts: { cap: 'room', limit: 3, days: 7 } },
  ]);
  expect(out.held[0]?.facts?.nearer).toHaveLength(2);
  expect(run([last], sends(2), NOW, { planned: nearer }).messages).toHaveLength(1);
  // What was sent six days ago has left by the day of the nearer one.
  expect(run([wait], sends(6), NOW, { planned: nearer.slice(1) }).messages).toHaveLength(1);
  expect(
    run([wait], sends(2), NOW, { planned: nearer.map((of) => ({ ...of, customerId: client('2') })) }),
  ).toMatchObject({ messages: [{}] });
});

it('review 1: 201 contracts of one recipient make messages of at most 50 riders, which count as one', () => {
  const many = Array.from({ length: 201 }, () => due());
  const out = run(many, sends(1, 2));
  expect(out.messages.map(({ riders }) => riders.length)).toEqual([50, 50, 50, 50, 1]);
  expect(out.held).toHaveLength(0);
  // A later round of the same day continues the merge, though the cap is used up.
  const day = sends(1, 2, 0.1);
  expect(run([due()], day).messages).toHaveLength(1);
  expect(run([due({ rungs: [{ channel: 'sms', template: 'reminder' }] })], day).messages).toHaveLength(0);
});

it('the last step goes above the cap, and what the cap holds rides along; it says which cap and which messages', () => {
  const recent = sends(1, 2, 3);
  const [waiting, shut] = [due({ state: 'HELD' }), due({ state: 'HELD', opensAt: at('2024-08-16T08:00:00Z') })];
  const exempt = due({ node: 0, lastStep: true });
  const out = run([exempt], recent, NOW, { waiting: [waiting, shut] });
  expect(out.messages.map(({ riders }) => riders)).toEqual([[exempt, waiting]]);
  const messages = recent.map(({ messageId }) => messageId).reverse();
  expect(run([due()], recent).skipped).toMatchObject([
    { reason: 'CAP', facts: { cap: 'customer', limit: 3, days: 7, messages } },
  ]);
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
    held: [{ reminder, until: at(until), reason: 'WINDOW', facts: null }],
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
  expect(held).toMatchObject([{ reminder, until: instant(NOW + DAY), reason: 'CAP' }]);
  expect(run([{ ...reminder, state: 'HELD' }], recent, instant(NOW + DAY)).messages).toHaveLength(1);
});

it('calls by people count towards no cap, and none keeps them back (protocol.md, Who decides what)', () => {
  const call = due({ rungs: [{ channel: 'task', template: 'reminder' }] });
  const channelPlans = (messages: readonly { readonly channelPlan: string }[]) => messages.map((of) => of.channelPlan);
  expect(channelPlans(run([call, due()], sends(4, 5, 6)).messages)).toEqual(['task']);
  const calls = [1, 2, 3].map((days) => send(instant(NOW - days * DAY), { channelPlan: 'task' }));
  expect(channelPlans(run([due()], calls).messages)).toEqual(['email']);
  const nearer = [1, 2, 3].map((days) => planned(days, days, { channelPlan: 'task' }));
  expect(channelPlans(run([due()], [], NOW, { planned: nearer }).messages)).toEqual(['email']);
});
