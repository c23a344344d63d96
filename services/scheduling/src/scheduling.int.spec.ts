import { newEvent } from '@perennial/events/event';
import { formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import { ReminderState, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { ReminderServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { feedEvents } from '@perennial/testing/system/feed-events';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import {
  movedTerm,
  sampleContact,
  sampleContract,
  sampleCustomer,
  sampleId,
  sampleOpened as opened,
  sampleOutcome as outcomeOf,
  samplePayment,
  sampleTerm,
  type SampleReminder,
} from '../test/sample-events.js';
import { schedulingService } from './service.js';

let scene: ServiceScene;

beforeAll(async () => {
  scene = await ServiceScene.start(schedulingService);
}, 60_000);
afterAll(() => scene?.close(), 30_000);

interface Row extends SampleReminder {
  readonly step: string;
  readonly state: string;
  readonly reason: string;
  readonly occurrence: number;
  readonly due: string;
  readonly node_date: string;
}

const reminders = async (termId: string): Promise<Row[]> =>
  (
    await scene.service.database.query<Row & { due_at: Instant }>(
      `select step, state, reason, occurrence, due_at, node_date, reminder_id, message_id, recipient_id
       from reminder where term_id = $1 order by node desc, occurrence`,
      [termId],
    )
  ).map((row) => ({ ...row, due: formatInstant(row.due_at) }));
const states = async (termId: string): Promise<string[]> =>
  (await reminders(termId)).map((r) => `${r.step} #${r.occurrence} ${r.state}${r.reason ? `(${r.reason})` : ''}`);
const published = (type: string, termId: string) => scene.published(type, termId);

test('replicas → plan → release → reminder.due; a payment silences the rest (R-06, R-09, R-14, T-12)', async () => {
  const { term, events } = opened('main');
  await scene.feed(...events);
  // The term ends on 2024-10-14 in New York; T-60 is Thursday 2024-08-15, T-30 Saturday 09-14 and rolls to Monday.
  expect((await reminders(term.termId)).map((r) => [r.step, r.node_date, r.due])).toEqual([
    ['T-60/first-notice', '2024-08-15', '2024-08-15T13:00:00Z'],
    ['T-30/reminder', '2024-09-14', '2024-09-16T13:00:00Z'],
    ['T-15/reminder', '2024-09-29', '2024-09-30T13:00:00Z'],
    ['T-7/last-warning', '2024-10-07', '2024-10-07T13:00:00Z'],
    ['T-1/last-warning', '2024-10-13', '2024-10-14T13:00:00Z'],
  ]);
  const planned = await published('reminder.planned', term.termId);
  expect(planned).toEqual([expect.objectContaining({ policy: 'standard', policyVersion: 1 })]);
  expect(planned[0]?.['reminders']).toHaveLength(5);
  await scene.at('2024-08-15T12:59:59Z');
  expect(await published('reminder.due', term.termId)).toEqual([]);
  await scene.at('2024-08-15T13:00:00Z');
  const [due] = await published('reminder.due', term.termId);
  expect(due).toMatchObject({
    addressee: { kind: 'ADDRESSEE_KIND_CONTACT', id: sampleId('contact', 'main') },
    recipientId: sampleId('recipient', 'main'),
    releasedAt: '2024-08-15T13:00:00Z',
    riders: [
      {
        step: 'T-60/first-notice',
        product: 'Atlas',
        lastDay: '2024-10-14',
        rungs: [{ channel: 'CHANNEL_EMAIL', template: 'first-notice', windowClosesAt: '2024-08-16T00:00:00Z' }],
      },
    ],
  });
  const [first] = await reminders(term.termId);
  await scene.feed(
    outcomeOf(term, first, {
      state: ReminderState.REMINDER_STATE_SENT,
      acceptedAt: '2024-08-15T13:00:05Z',
      quoteVersion: 1,
    }),
  );
  await scene.feed(newEvent('payment.renewed', samplePayment(term)));
  expect(await states(term.termId)).toEqual([
    'T-60/first-notice #0 SENT',
    'T-30/reminder #0 SUPPRESSED(CLOSED)',
    'T-15/reminder #0 SUPPRESSED(CLOSED)',
    'T-7/last-warning #0 SUPPRESSED(CLOSED)',
    'T-1/last-warning #0 SUPPRESSED(CLOSED)',
  ]);
  expect((await published('reminder.ended', term.termId)).map((e) => (e['reminders'] as unknown[]).length)).toEqual([
    1, 4,
  ]);
  // The next term is planned in full and not silenced by the old renewal (invariant next-term-lives).
  const contract = sampleContract('main', 'main', { version: 2 });
  const next = sampleTerm(contract, 2);
  await scene.feed(
    newEvent('contract.changed', {
      contract,
      terms: [{ ...term, state: TermState.TERM_STATE_RENEWED, version: 2 }, next],
    }),
    newEvent('contract.expiring', { contract, term: next }),
  );
  expect((await states(next.termId)).map((s) => s.split(' ')[2])).toEqual(Array(5).fill('PLANNED'));
});

test.each([
  ['reopened', (id: string) => `payment:${id}:2`],
  ['reopened-of-0.2.0', () => ''],
])(
  're-opening plans what was silenced once more; a replayed closing closes nothing (next-term-lives, M4): %s',
  async (name, causeOf) => {
    const { term, events } = opened(name, { originalStart: '2023-12-15' });
    await scene.feed(...events);
    const payment = samplePayment(term, name);
    const cause = causeOf(payment.paymentId);
    const paid = newEvent('payment.renewed', { ...payment, cause });
    await scene.feed(paid);
    const reopened = newEvent('contract.reopened', {
      term: { ...term, version: 3 },
      undoes: [cause || `payment:${payment.paymentId}`],
      reason: 'reversed',
    });
    await scene.feed(reopened);
    const steps = ['T-60/first-notice', 'T-30/reminder', 'T-15/reminder', 'T-7/last-warning', 'T-1/last-warning'];
    expect((await states(term.termId)).filter((s) => s.endsWith(' PLANNED'))).toEqual(
      steps.map((step) => `${step} #1 PLANNED`),
    );
    await scene.feed(paid, reopened);
    expect((await states(term.termId)).filter((s) => s.endsWith(' PLANNED'))).toHaveLength(5);
    expect(await reminders(term.termId)).toHaveLength(10);
  },
);

test('a late contract.expiring after the renewal plans nothing, in any order of arrival (invariant tombstone)', async () => {
  const { term, events } = opened('tombstone');
  await scene.feed(newEvent('payment.renewed', samplePayment(term, 'tombstone')));
  await scene.feed(...events);
  expect(await reminders(term.termId)).toEqual([]);
});

test('events before their facts leave stubs that the facts fill (protocol.md, Events)', async () => {
  const { term, events } = opened('late-facts', { originalStart: '2023-12-20' });
  await scene.feed(...events.slice(2));
  expect(await reminders(term.termId)).toEqual([]);
  await scene.feed(...events.slice(0, 1));
  expect(await reminders(term.termId)).toHaveLength(5);
});

test('a released reminder is recalled when its term closes, and its outcome ends it', async () => {
  const { term, events } = opened('recalled', { originalStart: '2023-10-21' });
  await scene.feed(...events);
  await scene.at('2024-08-21T13:00:00Z');
  await scene.feed(
    newEvent('contract.cancelled', {
      term: { ...term, version: 2, state: TermState.TERM_STATE_CANCELLED },
      cause: 'contract:2',
      reason: 'left',
    }),
  );
  const [first] = await reminders(term.termId);
  expect(first?.state).toBe('RELEASED');
  expect(await published('reminder.withdrawn', term.termId)).toEqual([
    { termId: term.termId, customerId: term.customerId, reminderIds: [first?.reminder_id], reason: 'CLOSED' },
  ]);
  await scene.feed(outcomeOf(term, first, { state: ReminderState.REMINDER_STATE_SUPPRESSED, reason: 'FENCE' }));
  expect((await reminders(term.termId))[0]?.state).toBe('SUPPRESSED');
  expect(
    await scene.service.database.query('select counts from send where message_id = $1', [first?.message_id]),
  ).toEqual([{ counts: false }]);
});

test('a date moved forth and back plans new occurrences; an older version changes nothing (invariant in-order)', async () => {
  const { contract, term, events } = opened('moved', { originalStart: '2024-01-10' });
  await scene.feed(...events);
  const later = movedTerm(term, 40);
  await scene.feed(newEvent('contract.changed', { contract, terms: [later] }));
  const back = { ...term, version: 3 };
  await scene.feed(newEvent('contract.changed', { contract, terms: [back] }));
  await scene.feed(newEvent('contract.changed', { contract, terms: [later] }));
  const rows = await reminders(term.termId);
  expect(rows.filter((r) => r.state === 'PLANNED').map((r) => [r.step, r.occurrence, r.node_date])).toEqual([
    ['T-60/first-notice', 2, '2024-11-10'],
    ['T-30/reminder', 2, '2024-12-10'],
    ['T-15/reminder', 2, '2024-12-25'],
    ['T-7/last-warning', 2, '2025-01-02'],
    ['T-1/last-warning', 2, '2025-01-08'],
  ]);
  expect(rows.filter((r) => r.state === 'SUPERSEDED')).toHaveLength(10);
});

test('a replaced contact takes over what is pending (D-05)', async () => {
  const { term, events } = opened('replaced', { originalStart: '2024-01-20' });
  await scene.feed(...events);
  await scene.feed(
    newEvent('customer.changed', {
      customer: sampleCustomer('replaced', {
        version: 2,
        contacts: [sampleContact('replaced', { active: false }), sampleContact('successor')],
      }),
    }),
  );
  const live = await scene.service.database.query<{ addressee_id: string }>(
    `select distinct addressee_id from reminder where term_id = $1 and state = 'PLANNED'`,
    [term.termId],
  );
  expect(live).toEqual([{ addressee_id: sampleId('contact', 'successor') }]);
});

const anything = {
  customerId: '',
  termId: '',
  state: ReminderState.REMINDER_STATE_UNSPECIFIED,
  pageSize: 500,
  pageToken: '',
};

test('Why shows the ledger and detects an altered row; bad requests name the field (invariant explained)', async () => {
  const peer = grpcClient(ReminderServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  try {
    const { termId } = sampleTerm(sampleContract('main', 'main'));
    const { reminders: listed, nextPageToken } = await unary(
      peer,
      'listReminders',
      { ...anything, termId, pageSize: 2 },
      5_000,
    );
    expect(listed).toHaveLength(2);
    const rest = await unary(peer, 'listReminders', { ...anything, termId, pageToken: nextPageToken }, 5_000);
    expect([rest.reminders.length, rest.nextPageToken]).toEqual([3, '']);
    const reminderId = listed[0]?.reminderId ?? '';
    expect(await unary(peer, 'why', { reminderId }, 5_000)).toMatchObject({
      chainIntact: true,
      reminder: { state: 'REMINDER_STATE_SENT' },
      decisions: [{ kind: 'PLANNED' }, { kind: 'RELEASED' }, { kind: 'SENT' }],
    });
    await scene.service.database.execute(
      `update decision set facts = replace(facts, 'T-30', 'T-31') where term_id = $1`,
      [termId],
    );
    expect((await unary(peer, 'why', { reminderId }, 5_000)).chainIntact).toBe(false);
    await scene.service.database.execute(
      `update decision set facts = replace(facts, 'T-31', 'T-30') where term_id = $1`,
      [termId],
    );
    await expect(unary(peer, 'why', { reminderId: 'x' }, 5_000)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      violations: [{ field: 'reminder_id' }],
    });
    await expect(unary(peer, 'why', { reminderId: '' }, 5_000)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      violations: [{ rule: 'required' }],
    });
    await expect(unary(peer, 'why', { reminderId: sampleId('reminder', 'none') }, 5_000)).rejects.toMatchObject({
      code: 'REMINDER_NOT_FOUND',
    });
    await expect(unary(peer, 'listReminders', { ...anything, pageSize: 9_999 }, 5_000)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    await expect(unary(peer, 'listReminders', { ...anything, pageToken: 'xx' }, 5_000)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    await expect(unary(peer, 'listReminders', { ...anything, termId: "' or 1=1" }, 5_000)).rejects.toMatchObject({
      violations: [{ field: 'term_id' }],
    });
    expect(await unary(peer, 'restate', { afterId: '', pageSize: 2 }, 5_000)).toMatchObject({
      restated: 2,
      nextAfterId: expect.stringMatching(/^.{36}$/),
    });
  } finally {
    peer.close();
  }
});

test('every event delivered twice, and again under new ids, changes nothing', async () => {
  const tables = ['reminder', 'decision', 'closure', 'term', 'send', 'customer', 'contact', 'contract'];
  const dump = async () =>
    await Promise.all(
      tables.map((table) => scene.service.database.query(`select to_jsonb(t) as row from ${table} t order by 1`, [])),
    );
  const before = await dump();
  for (const { events, from, wall } of scene.history)
    await feedEvents(scene.log, events, from, { wall, business: scene.service.clock.now() });
  await scene.untilIdle();
  expect(await dump()).toEqual(before);
  const again = scene.history.flatMap(({ events }) => events);
  await feedEvents(scene.log, again, 1_000_000, { wall: instant(Date.now()), business: scene.service.clock.now() });
  await scene.untilIdle();
  expect(await dump()).toEqual(before);
  const letters = await scene.service.database.query(`select 1 from outbox where type = 'dead-letter'`, []);
  expect(letters).toEqual([]);
});
