import { newEvent } from '@perennial/events/event';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { ReminderState, Retry } from '@perennial/proto/gen/perennial/types/v1/types';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import {
  sampleContact,
  sampleCustomer,
  sampleId,
  sampleOpened as openedTerm,
  sampleOutcome as outcomeOf,
  samplePayment,
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
       from reminder where term_id = $1 order by node desc, occurrence, planned_at`,
      [termId],
    )
  ).map((row) => ({ ...row, due: formatInstant(row.due_at) }));
const of = async (termId: string, step: string): Promise<string[]> =>
  (await reminders(termId))
    .filter((row) => row.step === step)
    .map((row) => `#${row.occurrence} ${row.state}${row.reason ? `(${row.reason})` : ''} ${row.due}`);
const newest = async (termId: string, step: string) => (await reminders(termId)).findLast((row) => row.step === step);
const reviews = (termId: string) =>
  scene.service.database.query('select kind, subject_id from review_row where term_id = $1 order by 1, 2', [termId]);

test('the provider is down from 09:00 to 22:00: the day of a step ends, the step does not', async () => {
  // The term ends on 2024-10-22 in New York: T-15 is Monday 2024-10-07, open until T-7 on Tuesday the 15th at the most.
  const { term, events } = openedTerm('outage', { originalStart: '2023-10-23' });
  const step = 'T-15/reminder';
  await scene.feed(...events);
  await scene.at('2024-10-07T13:00:00Z');
  expect(await of(term.termId, step)).toEqual(['#0 RELEASED 2024-10-07T13:00:00Z']);
  await scene.at('2024-10-08T00:00:00Z');
  const down = { reason: 'EXPIRED', retry: Retry.RETRY_NEXT_OPENING };
  await scene.feed(outcomeOf(term, await newest(term.termId, step), down));
  expect(await of(term.termId, step)).toEqual([
    '#0 SKIPPED(EXPIRED) 2024-10-07T13:00:00Z',
    '#1 PLANNED 2024-10-08T13:00:00Z',
  ]);
  await scene.at('2024-10-08T13:00:00Z');
  const due = await scene.published('reminder.due', term.termId);
  expect(due.filter((event) => JSON.stringify(event).includes(step))).toHaveLength(2);
  await scene.feed(
    outcomeOf(term, await newest(term.termId, step), {
      state: ReminderState.REMINDER_STATE_SENT,
      acceptedAt: '2024-10-08T13:00:05Z',
    }),
  );
  expect((await of(term.termId, step)).at(-1)).toBe('#1 SENT 2024-10-08T13:00:00Z');
  // The step is open for 72 hours: one that never gets through takes each of its openings, and then a person.
  await scene.at('2024-10-15T13:00:00Z');
  for (const day of ['16', '17', '18']) {
    await scene.feed(outcomeOf(term, await newest(term.termId, 'T-7/last-warning'), down));
    await scene.at(`2024-10-${day}T13:00:00Z`);
  }
  expect(await of(term.termId, 'T-7/last-warning')).toEqual([
    '#0 SKIPPED(EXPIRED) 2024-10-15T13:00:00Z',
    '#1 SKIPPED(EXPIRED) 2024-10-16T13:00:00Z',
    '#2 SKIPPED(EXPIRED) 2024-10-17T13:00:00Z',
  ]);
  expect(await reviews(term.termId)).toEqual([{ kind: 'no_opening', subject_id: `${term.termId}/T-7/last-warning` }]);
});

test('an address that came back: the next contact is told; with nobody left a person must look', async () => {
  const { term, events } = openedTerm('bounced', { originalStart: '2024-01-01' });
  const contacts = [sampleContact('bounced'), sampleContact('billing', { roles: ['billing'] })];
  await scene.feed(
    newEvent('customer.changed', { customer: sampleCustomer('bounced', { contacts }) }),
    ...events.slice(1),
  );
  const step = 'T-60/first-notice';
  await scene.at('2024-11-01T13:00:00Z');
  const other = { reason: 'HARD_BOUNCE', retry: Retry.RETRY_OTHER_ADDRESS };
  await scene.feed(outcomeOf(term, await newest(term.termId, step), other));
  const rows = (await reminders(term.termId)).filter((row) => row.step === step);
  expect(rows.map((row) => [row.state, row.recipient_id])).toEqual([
    ['SKIPPED', sampleId('recipient', 'bounced')],
    ['RELEASED', sampleId('recipient', 'billing')],
  ]);
  await scene.feed(outcomeOf(term, rows[1], other));
  expect((await reminders(term.termId)).filter((row) => row.step === step)).toHaveLength(2);
  expect(await reviews(term.termId)).toEqual([{ kind: 'no_addressee', subject_id: `${term.termId}/${step}` }]);
  // The next step addresses the renewal contact again.
  expect(await newest(term.termId, 'T-30/reminder')).toMatchObject({
    state: 'PLANNED',
    recipient_id: sampleId('recipient', 'bounced'),
  });
});

test('a term closed only in delivery is held until its news comes; after 15 minutes it is alarmed and asked for', async () => {
  const { term, events } = openedTerm('fenced', { originalStart: '2024-01-11' });
  const step = 'T-60/first-notice';
  const fenced = {
    state: ReminderState.REMINDER_STATE_SUPPRESSED,
    reason: 'TERM_CLOSED',
    retry: Retry.RETRY_WAIT_FOR_TERM,
  };
  await scene.feed(...events);
  await scene.at('2024-11-11T14:00:00Z');
  await scene.feed(outcomeOf(term, await newest(term.termId, step), fenced));
  await scene.at('2024-11-11T14:14:59Z');
  expect((await of(term.termId, step)).map((row) => row.split(' ')[1])).toEqual(['SUPPRESSED(TERM_CLOSED)']);
  expect(await scene.metric('perennial_terms_closed_in_delivery_only_total')).toBe(0);
  await scene.at('2024-11-11T14:15:00Z');
  expect(await scene.metric('perennial_terms_closed_in_delivery_only_total')).toBe(1);
  // Contracts does not answer here: it is asked again, and nothing is tried in the meantime.
  await scene.at('2024-11-11T14:40:00Z');
  expect(await scene.metric('perennial_terms_closed_in_delivery_only_total')).toBe(1);
  expect(await of(term.termId, step)).toHaveLength(1);
  await scene.feed(events[1] as never);
  expect(await newest(term.termId, step)).toMatchObject({ occurrence: 1, state: 'RELEASED' });
  await scene.feed(outcomeOf(term, await newest(term.termId, step), fenced));
  // Restating the term is news as well: it ends the wait before the 15 minutes are over.
  await scene.feed(events[1] as never);
  expect(await newest(term.termId, step)).toMatchObject({ occurrence: 2, state: 'RELEASED' });
  await scene.feed(outcomeOf(term, await newest(term.termId, step), fenced));
  await scene.at('2024-11-11T15:00:00Z');
  expect(await of(term.termId, step)).toHaveLength(3);
  expect(await reviews(term.termId)).toEqual([{ kind: 'tries_used', subject_id: `${term.termId}/${step}` }]);
});

test('news that closes the term ends the wait', async () => {
  const { term, events } = openedTerm('paid', { originalStart: '2024-01-12' });
  await scene.feed(...events);
  await scene.at('2024-11-12T14:00:00Z');
  await scene.feed(
    outcomeOf(term, await newest(term.termId, 'T-60/first-notice'), {
      state: ReminderState.REMINDER_STATE_SUPPRESSED,
      reason: 'TERM_CLOSED',
      retry: Retry.RETRY_WAIT_FOR_TERM,
    }),
  );
  await scene.feed(newEvent('payment.renewed', samplePayment(term, 'paid')));
  const waits = await scene.service.database.query('select waiting_since from term where term_id = $1', [term.termId]);
  expect(waits).toEqual([{ waiting_since: null }]);
  await scene.at('2024-11-12T15:00:00Z');
  expect(await of(term.termId, 'T-60/first-notice')).toHaveLength(1);
});
