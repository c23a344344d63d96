import { newEvent, type NewEvent } from '@perennial/events/event';
import { addMs, HOUR, type Instant } from '@perennial/kernel/instant';
import { newId, type TermId } from '@perennial/kernel/ids';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { DeliveryScene, type DueChange, type Made } from '@perennial/testing/system/delivery-scene';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { termAt, contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import { RaiseFence } from '../guard/raise-fence.js';
import { deliveryService } from '../service.js';

let environment: TestEnvironment;
let smtp: RecordingSmtpServer;
let peers: DeliveryPeers;
let service: RunningService;

beforeAll(async () => {
  environment = await testEnvironment();
  smtp = await RecordingSmtpServer.start();
  const settings = await environment.of('delivery', {
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    PUBLIC_URL: 'https://renew.example',
  });
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
  service = await startService(deliveryService, settings);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await peers.stop();
  await smtp.stop();
  await environment.close();
}, 60_000);
beforeEach(() => {
  smtp.clear();
  smtp.behaveNormally();
  peers.paymentsSilent = peers.contactsSilent = false;
});

const scene = () => new DeliveryScene(peers, () => service);
const now = (): Instant => service.clock.now();
const due = (riders = 1, change: DueChange = {}): Made => scene().due({ riders, ...change });
const paid = (made: Made, n = 0, paymentId?: string): NewEvent => scene().paid(made, n, paymentId);
const rows = (made: Made) => scene().rows(made);
const message = (made: Made) => scene().message(made);
const attempts = (made: Made) => scene().attempts(made);
const outcomes = (made: Made) => scene().outcomes(made);
const tell = (...events: NewEvent[]) => tellService(service, events);
const mails = (made: Made) => smtp.accepted().filter((mail) => mail.envelope.to[0] === made.address);
const later = (ms: number) => walkTo(participantsOf([service]), addMs(now(), ms));

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
