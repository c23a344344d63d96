import { newEvent, type NewEvent } from '@perennial/events/event';
import { HOUR } from '@perennial/kernel/instant';
import { newId, type TermId } from '@perennial/kernel/ids';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { termAt, contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import {
  calmStage,
  closeStage,
  openStage,
  smtp,
  peers,
  service,
  due,
  paid,
  rows,
  message,
  attempts,
  outcomes,
  tell,
  mails,
  later,
} from '../../test/mail-stage.js';
import { RaiseFence } from '../guard/raise-fence.js';

beforeAll(() => openStage(), 60_000);
afterAll(closeStage, 60_000);
beforeEach(calmStage);

test('behind the fence nothing is called: closed before it comes', async () => {
  const made = due();
  await tell(paid(made));
  await tell(made.event);
  expect(mails(made)).toEqual([]);
  expect(await attempts(made)).toEqual([]);
  expect(await outcomes(made)).toMatchObject([
    { state: 'REMINDER_STATE_SUPPRESSED', reason: 'TERM_CLOSED', retry: 'RETRY_WAIT_FOR_TERM' },
  ]);
  expect((await message(made))?.state).toBe('DROPPED');
});

test('a payment drops one of two riders; the mail names only the other', async () => {
  const made = due(2);
  await tell(paid(made, 0));
  await tell(made.event);
  expect(mails(made)).toHaveLength(1);
  expect(await mails(made)[0]?.text()).not.toContain('Suite 1');
  expect(await mails(made)[0]?.text()).toContain('Suite 2');
  expect((await rows(made)).map(({ outcome }) => outcome)).toEqual(['SUPPRESSED', 'SENT']);
});

test('a payment while the message waits for a retry drops it at once', async () => {
  const made = due();
  smtp.behaveFor(made.address, { kind: 'reject4xx', phase: 'data' });
  await tell(made.event);
  expect((await message(made))?.state).toBe('OPEN');
  await tell(paid(made));
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED' }]);
  await later(2 * HOUR);
  expect(await attempts(made)).toEqual(['LATER']);
  expect(mails(made)).toEqual([]);
});

test('a call under way when the fence rises keeps its own outcome, one', async () => {
  const made = due(2);
  smtp.behaveFor(made.address, { kind: 'slow', ms: 600 });
  const told = tell(made.event);
  await smtp.waitFor(1);
  await service.app.get(RaiseFence).afterLook([{ termId: made.riders[0]?.termId as TermId, cause: 'contract:2' }]);
  await tell(
    newEvent('reminder.withdrawn', {
      termId: made.riders[1]?.termId as string,
      customerId: made.customerId,
      reminderIds: [made.riders[1]?.reminderId as string],
      reason: 'moved',
    }),
  );
  await told;
  expect((await outcomes(made)).map(({ state }) => state)).toEqual(['REMINDER_STATE_SENT', 'REMINDER_STATE_SENT']);
});

test('the last look raises the fence', async () => {
  const made = due();
  const termId = made.riders[0]?.termId as TermId;
  peers.looks.set(termId, {
    termId,
    closed: true,
    cause: `payment:${newId()}`,
    quoteVersion: 1,
    amount: undefined,
    payToken: '',
    received: undefined,
    previousPrice: undefined,
    price: undefined,
  });
  await tell(made.event);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED' }]);
  expect(await service.database.query('select closed from guard where term_id = $1', [termId])).toEqual([
    { closed: true },
  ]);
});

test.each([
  ['a cause that is named (M4)', (id: string) => `payment:${id}:2`],
  ['none, by 0.2.0', () => ''],
])('a re-opened term is written about again, and a replayed payment closes nothing: %s', async (_name, causeOf) => {
  const made = due();
  const { term } = contractWithTerm();
  const paymentId = newId();
  const cause = causeOf(paymentId);
  const sent = paid(made, 0, paymentId);
  const payment = { ...sent, payload: { ...sent.payload, cause } } as NewEvent;
  const snapshot = termAt({ ...term, termId: made.riders[0]?.termId as string, customerId: made.customerId }, 3, {
    state: TermState.TERM_STATE_OPEN,
  });
  await tell(payment);
  const undoes = [cause || `payment:${paymentId}`];
  await tell(newEvent('contract.reopened', { term: snapshot, undoes, reason: 'reversed' }));
  await tell(payment);
  await tell(made.event);
  expect(mails(made)).toHaveLength(1);
});

test('a withdrawn reminder is not sent, also when the withdrawal comes first', async () => {
  const made = due(2);
  const [first] = made.riders;
  await tell(
    newEvent('reminder.withdrawn', {
      termId: first?.termId as string,
      customerId: made.customerId,
      reminderIds: [first?.reminderId as string],
      reason: 'moved',
    }),
  );
  await tell(made.event);
  expect((await rows(made)).map(({ outcome }) => outcome)).toEqual(['SUPERSEDED', 'SENT']);
  expect(await mails(made)[0]?.text()).not.toContain('Suite 1');
});
