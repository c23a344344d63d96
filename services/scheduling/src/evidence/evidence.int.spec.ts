import { newEvent, type NewEvent } from '@perennial/events/event';
import type { DeliveryEvidence } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { PolicyServiceService, ReminderServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import {
  AnswerKind,
  Channel,
  EvidenceGrade,
  EvidenceKind,
  ReminderState,
} from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import {
  sampleContact,
  sampleCustomer,
  sampleOpened,
  sampleOutcome,
  type SampleReminder,
} from '../../test/sample-events.js';
import { schedulingService } from '../service.js';

let scene: ServiceScene;
const POLICY = `policy: silent
priority: 1
select: product == "Silent"
steps:
  - node: T-30
    purpose: reminder
    template: reminder
    escalate: [{ after: PT24H, without: opened, channels: [sms], template: still-open }]
  - { node: T-1, purpose: last-warning, template: last-warning }
`;
const CHATTY = `policy: chatty
priority: 2
select: product == "Chatty"
steps:
  - node: T-30
    purpose: reminder
    template: reminder
    tracks: [[wecom]]
    escalate: [{ after: PT24H, without: opened, channels: [sms], template: still-open }]
`;

beforeAll(async () => {
  scene = await ServiceScene.start(schedulingService);
  const peer = grpcClient(PolicyServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  for (const document of [POLICY, CHATTY]) await unary(peer, 'savePolicy', { document }, 5_000);
  peer.close();
}, 60_000);
afterAll(() => scene?.close(), 30_000);

interface Row extends SampleReminder {
  readonly step: string;
  readonly state: string;
  readonly escalation: number;
  readonly sent_on: string | null;
}
const rows = (termId: string) =>
  scene.service.database.query<Row>(
    `select step, state, escalation, sent_on, reminder_id, recipient_id, message_id from reminder where term_id = $1
     order by node desc, escalation, occurrence, planned_at`,
    [termId],
  );
const states = async (termId: string): Promise<string[]> =>
  (await rows(termId)).map((r) => `${r.step}${r.escalation > 0 ? `#${r.escalation}` : ''} ${r.state}`);

/** A term whose T-30, Monday 2024-09-16 at nine in New York, was released. */
async function released(name: string, billing = false, product = 'Silent') {
  const { term, contract } = sampleOpened(name, { product });
  const channels = [Channel.CHANNEL_EMAIL, Channel.CHANNEL_SMS, Channel.CHANNEL_WECOM];
  const others = billing ? [sampleContact(`${name}-billing`, { roles: ['billing'] })] : [];
  const customer = sampleCustomer(name, { contacts: [sampleContact(name, { channels }), ...others] });
  await scene.feed(
    newEvent('customer.changed', { customer }),
    newEvent('contract.changed', { contract, terms: [term] }),
    newEvent('contract.expiring', { contract, term }),
  );
  return term;
}
const sent = async (term: Parameters<typeof sampleOutcome>[0], acceptedAt: string): Promise<NewEvent> =>
  sampleOutcome(
    term,
    (await rows(term.termId)).find(({ state }) => state === 'RELEASED'),
    {
      state: ReminderState.REMINDER_STATE_SENT,
      acceptedAt,
    },
  );
async function heard(termId: string, more: Partial<DeliveryEvidence>): Promise<NewEvent> {
  const [row] = await rows(termId);
  return newEvent('delivery.evidence', {
    messageId: row?.message_id ?? '',
    customerId: termId,
    recipientId: row?.recipient_id ?? '',
    channel: Channel.CHANNEL_EMAIL,
    provider: 'smtp',
    riders: [{ reminderId: row?.reminder_id ?? '', termId }],
    kind: EvidenceKind.EVIDENCE_KIND_OPENED,
    grade: EvidenceGrade.EVIDENCE_GRADE_MEDIUM,
    happenedAt: '2024-09-17T12:00:00Z',
    answer: AnswerKind.ANSWER_KIND_UNSPECIFIED,
    ...more,
  });
}

test('C-08, C-09: silence becomes an SMS at its instant, what was heard does not, and a bounce is told to another', async () => {
  const [silent, opened, bounced] = [
    await released('silent'),
    await released('opened'),
    await released('bounced', true),
  ];
  await scene.at('2024-09-16T13:00:00Z');
  // It is known that it did not arrive before it is known that it went.
  const late = await sent(bounced, '2024-09-16T13:00:05Z');
  await scene.feed(await heard(bounced.termId, { kind: EvidenceKind.EVIDENCE_KIND_BOUNCED }));
  await scene.feed(await sent(silent, '2024-09-16T13:00:05Z'), await sent(opened, '2024-09-16T13:00:05Z'), late);
  expect(await states(bounced.termId)).toEqual([
    'T-30/reminder SENT',
    'T-30/reminder RELEASED',
    'T-1/last-warning PLANNED',
  ]);
  const [first, second] = await rows(bounced.termId);
  expect(first?.sent_on).toBe('email');
  expect(second?.recipient_id).not.toBe(first?.recipient_id);

  // The same twice and backwards: the best of each kind is kept.
  const times = ['2024-09-17T15:00:00Z', '2024-09-17T12:00:00Z', '2024-09-17T15:00:00Z'];
  for (const [i, happenedAt] of times.entries()) {
    const grade = i === 0 ? EvidenceGrade.EVIDENCE_GRADE_MEDIUM : EvidenceGrade.EVIDENCE_GRADE_WEAK;
    await scene.feed(await heard(opened.termId, { happenedAt, grade }));
  }
  expect(
    await scene.service.database.query(
      `select kind, grade, first_at = $2::timestamptz as first, last_at = $3::timestamptz as last from evidence
       where term_id = $1`,
      [opened.termId, times[1], times[0]],
    ),
  ).toEqual([{ kind: 'OPENED', grade: 'MEDIUM', first: true, last: true }]);

  // Eleven open hours on Monday, less five seconds, and on Tuesday; the rest on Wednesday.
  await scene.at('2024-09-18T15:00:04Z');
  expect(await states(silent.termId)).toEqual(['T-30/reminder SENT', 'T-1/last-warning PLANNED']);
  await scene.at('2024-09-18T15:00:05Z');
  expect(await states(silent.termId)).toEqual([
    'T-30/reminder SENT',
    'T-30/reminder#1 RELEASED',
    'T-1/last-warning PLANNED',
  ]);
  expect(await states(opened.termId)).toEqual(['T-30/reminder SENT', 'T-1/last-warning PLANNED']);
  expect((await scene.published('reminder.due', silent.termId)).at(-1)).toMatchObject({
    riders: [{ step: 'T-30/reminder', rungs: [{ channel: 'CHANNEL_SMS', template: 'still-open' }] }],
  });
  const peer = grpcClient(ReminderServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  try {
    const { decisions } = await unary(
      peer,
      'why',
      { reminderId: (await rows(silent.termId))[1]?.reminder_id ?? '' },
      5_000,
    );
    const [why] = decisions;
    expect(why).toMatchObject({ kind: 'PLANNED', reason: 'SILENCE' });
    expect(JSON.parse(why?.facts ?? '')).toMatchObject({
      escalation: 1,
      channels: ['sms'],
      openHours: 24,
      since: '2024-09-16T13:00:05Z',
      without: 'OPENED',
      heard: null,
    });
  } finally {
    peer.close();
  }
});

test('an answer changes the plan at once, and the ledger says so; what is repeated changes nothing', async () => {
  const term = await released('answers');
  await scene.at('2024-09-18T16:00:00Z');
  const planned = async (): Promise<string[]> => (await states(term.termId)).filter((row) => !row.includes('SKIPPED'));
  const before = await planned();
  expect(before.at(-1)).toBe('T-1/last-warning PLANNED');
  await scene.feed(await sent(term, '2024-09-18T16:00:00Z'));
  const answer = (kind: AnswerKind, happenedAt: string) =>
    heard(term.termId, {
      kind: EvidenceKind.EVIDENCE_KIND_ANSWERED,
      grade: EvidenceGrade.EVIDENCE_GRADE_STRONG,
      answer: kind,
      happenedAt,
    });
  const reviews = () =>
    scene.service.database.query<{ kind: string; open: boolean }>(
      `select kind, done_at is null as open from review_row where term_id = $1`,
      [term.termId],
    );
  await scene.feed(await answer(AnswerKind.ANSWER_KIND_NOT_RENEWING, '2024-09-18T17:00:00Z'));
  expect((await planned()).at(-1)).toBe('T-1/last-warning SUPERSEDED');
  expect(await reviews()).toEqual([{ kind: 'not_renewing', open: true }]);
  // An older answer that comes late takes nothing back.
  await scene.feed(await answer(AnswerKind.ANSWER_KIND_CALL_ME, '2024-09-18T16:30:00Z'));
  expect((await planned()).at(-1)).toBe('T-1/last-warning SUPERSEDED');
  for (const _ of [1, 2]) await scene.feed(await answer(AnswerKind.ANSWER_KIND_CALL_ME, '2024-09-18T18:00:00Z'));
  expect((await planned()).at(-1)).toBe('T-1/last-warning PLANNED');
  expect(await reviews()).toEqual([{ kind: 'not_renewing', open: false }]);
  const said = await scene.service.database.query<{ reason: string }>(
    `select reason from decision where term_id = $1 and kind = 'HEARD' order by seq`,
    [term.termId],
  );
  expect(said.map(({ reason }) => reason)).toEqual(['NOT_RENEWING', 'CALL_ME']);
});

test('C-08: a message of WeCom that its colleague confirmed late, and of which nothing more is heard, becomes an SMS', async () => {
  const term = await released('chatty', false, 'Chatty');
  await scene.at('2024-09-18T16:30:00Z');
  expect((await scene.published('reminder.due', term.termId)).at(-1)).toMatchObject({
    riders: [{ rungs: [{ channel: 'CHANNEL_WECOM', template: 'reminder' }] }],
  });
  // It waits for a colleague for half an hour: silence is counted from what he sent.
  const accepted = { state: ReminderState.REMINDER_STATE_SENT, acceptedAt: '2024-09-18T17:00:00Z' };
  const [row] = await rows(term.termId);
  await scene.at('2024-09-18T17:00:00Z');
  await scene.feed(sampleOutcome(term, row, { ...accepted, channel: Channel.CHANNEL_WECOM }));
  await scene.feed(
    await heard(term.termId, { channel: Channel.CHANNEL_WECOM, kind: EvidenceKind.EVIDENCE_KIND_DELIVERED }),
  );
  await scene.at('2024-09-20T18:59:59Z');
  expect(await states(term.termId)).toEqual(['T-30/reminder SENT']);
  await scene.at('2024-09-20T19:00:00Z');
  expect(await states(term.termId)).toEqual(['T-30/reminder SENT', 'T-30/reminder#1 RELEASED']);
  expect((await scene.published('reminder.due', term.termId)).at(-1)).toMatchObject({
    riders: [{ rungs: [{ channel: 'CHANNEL_SMS', template: 'still-open' }] }],
  });
});
