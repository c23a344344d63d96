import { newEvent, type NewEvent } from '@perennial/events/event';
import { addMs, DAY, formatInstant, HOUR, MINUTE, type Instant } from '@perennial/kernel/instant';
import { newId } from '@perennial/kernel/ids';
import { AddresseeKind, Channel, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { tellService, untilIdle } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { termAt, contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import { pendingSchemaDiff } from '@perennial/database/pending-schema-diff';
import { RaiseFence } from '../guard/raise-fence.js';
import { OptOut } from '../preference/opt-out.js';
import { deliveryService } from '../service.js';
import { renewLease } from './process-lease.store.js';

let environment: TestEnvironment;
let smtp: RecordingSmtpServer;
let peers: DeliveryPeers;
let service: RunningService;
let url: string;

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
  url = settings['DATABASE_URL'] as string;
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

const now = (): Instant => service.clock.now();

interface Made {
  event: NewEvent;
  messageId: string;
  address: string;
  contactId: string;
  customerId: string;
  riders: { reminderId: string; termId: string; contractId: string }[];
}

/** A reminder.due with `count` riders whose contact and quotes the peers know. */
function due(count = 1, change: { name?: string; closesIn?: number; locale?: string; customer?: string } = {}): Made {
  const [messageId, customerId, contactId, recipientId] = [newId(), newId(), newId(), newId()];
  const riders = Array.from({ length: count }, () => ({ reminderId: newId(), termId: newId(), contractId: newId() }));
  const address = `${contactId.slice(-12)}@customer.example`;
  peers.contacts.set(contactId, {
    addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: contactId },
    customerId,
    recipientId,
    address,
    addressHmac: Buffer.from(address).toString('hex').padEnd(64, '0').slice(0, 64),
    name: change.name ?? 'Ada Lovelace',
    customerName: change.customer ?? 'Analytical Engines',
    locale: change.locale ?? 'en-GB',
    zone: 'Europe/London',
    active: true,
  });
  for (const [n, { termId }] of riders.entries()) {
    peers.looks.set(termId, {
      termId,
      closed: false,
      cause: '',
      quoteVersion: 1,
      amount: { currency: 'EUR', minor: 120_000n + BigInt(n) },
      payToken: `pay-${termId}`,
    });
  }
  const window = {
    channel: Channel.CHANNEL_EMAIL,
    template: 'reminder',
    opensAt: formatInstant(now()),
    closesAt: formatInstant(addMs(now(), change.closesIn ?? 3 * DAY)),
    windowOpensAt: formatInstant(now()),
    windowClosesAt: formatInstant(addMs(now(), change.closesIn ?? 3 * DAY)),
  };
  const event = newEvent('reminder.due', {
    messageId,
    customerId,
    addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: contactId },
    recipientId,
    releasedAt: formatInstant(now()),
    riders: riders.map((rider, n) => ({
      ...rider,
      step: 'T-30/reminder',
      capExempt: false,
      product: `Suite ${n + 1}`,
      lastDay: '2024-08-31',
      legal: false,
      rungs: [window],
      ownerId: '',
      teamId: '',
    })),
  });
  return { event, messageId, address, contactId, customerId, riders };
}

const tell = (...events: NewEvent[]) => tellService(service, events);
const rows = (made: Made) =>
  service.database.query<{ state: string; outcome: string | null; reason: string | null }>(
    'select state, outcome, reason from dispatch where message_id = $1 order by product',
    [made.messageId],
  );
const message = async (made: Made) =>
  (
    await service.database.query<{ state: string; attempts: number; reason: string | null; text_revision: number }>(
      'select state, attempts, reason, text_revision from message where id = $1',
      [made.messageId],
    )
  )[0];
const attempts = async (made: Made) =>
  (
    await service.database.query<{ state: string }>('select state from attempt where message_id = $1 order by n', [
      made.messageId,
    ])
  ).map(({ state }) => state);
const outcomes = async (made: Made) =>
  (
    await service.database.query<{ data: string }>(
      `select data from outbox where type = 'delivery.outcome' and key = $1 order by id`,
      [made.customerId],
    )
  ).map(
    ({ data }) =>
      JSON.parse(data) as {
        state: string;
        reason?: string;
        uncertain?: boolean;
        acceptedAt?: string;
        quoteVersion?: number;
      },
  );
const mails = (made: Made) => smtp.accepted().filter((mail) => mail.envelope.to[0] === made.address);
const later = (ms: number) => walkTo(participantsOf([service]), addMs(now(), ms));

/** payment.renewed of a rider's term. */
function paid(made: Made, n = 0, paymentId: string = newId()): NewEvent {
  const { termId, contractId } = made.riders[n] as Made['riders'][number];
  return newEvent('payment.renewed', {
    paymentId,
    termId,
    contractId,
    customerId: made.customerId,
    quoteVersion: 1,
    amount: { currency: 'EUR', minor: 120_000n },
    paidAt: formatInstant(now()),
  });
}

test('entities and migrations agree', async () => {
  expect(await pendingSchemaDiff({ url, entities: deliveryService.entities ?? [] })).toEqual([]);
});

test('a due reminder is mailed once and answered SENT (M-02, M-04, M-10)', async () => {
  const made = due(1, { name: `Zoë <O'Neil> "&" 🌱`, customer: 'A & B <Ltd> שלום' });
  await tell(made.event);
  await tell(newEvent('reminder.due', made.event.payload as never));
  const [mail, ...more] = mails(made);
  expect(more).toEqual([]);
  expect(await mail?.text()).toContain(`Dear Zoë <O'Neil> "&" 🌱`);
  expect(await mail?.text()).toContain('1,200.00');
  expect(await mail?.text()).toContain('31 August 2024');
  expect(await mail?.text()).toContain(`https://renew.example/pay/pay-${made.riders[0]?.termId}`);
  expect(await mail?.html()).toContain('A &amp; B &lt;Ltd&gt; שלום');
  expect(mail?.messageId).toBe(`<${made.messageId}.1@renew.example>`);
  expect(mail?.headers('list-unsubscribe')[0]).toMatch(/^<https:\/\/renew\.example\/unsubscribe\/[\w-]+>$/);
  expect(mail?.headers('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
  expect(mail?.headers('auto-submitted')).toEqual(['auto-generated']);
  expect(await rows(made)).toEqual([{ state: 'SENT', outcome: 'SENT', reason: null }]);
  expect(await outcomes(made)).toEqual([
    expect.objectContaining({ state: 'REMINDER_STATE_SENT', quoteVersion: 1, acceptedAt: formatInstant(now()) }),
  ]);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
});

test('a Chinese contact gets the Chinese text (M-05)', async () => {
  const made = due(1, { locale: 'zh-CN' });
  await tell(made.event);
  expect(await mails(made)[0]?.text()).toContain('2024年8月31日');
});

test('behind the fence nothing is called: closed before it comes', async () => {
  const made = due();
  await tell(paid(made));
  await tell(made.event);
  expect(mails(made)).toEqual([]);
  expect(await attempts(made)).toEqual([]);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED', reason: 'TERM_CLOSED' }]);
  expect((await message(made))?.state).toBe('REFUSED');
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
  expect(await attempts(made)).toEqual(['RETRYABLE']);
  expect(mails(made)).toEqual([]);
});

test('a call under way when the fence rises keeps its own outcome, one', async () => {
  const made = due(2);
  smtp.behaveFor(made.address, { kind: 'slow', ms: 600 });
  const told = tell(made.event);
  await smtp.waitFor(1);
  await service.app.get(RaiseFence).afterLook([{ termId: made.riders[0]?.termId as string, cause: 'contract:2' }]);
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
  const termId = made.riders[0]?.termId as string;
  peers.looks.set(termId, {
    termId,
    closed: true,
    cause: `payment:${newId()}`,
    quoteVersion: 1,
    amount: undefined,
    payToken: '',
  });
  await tell(made.event);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED' }]);
  expect(await service.database.query('select closed from guard where term_id = $1', [termId])).toEqual([
    { closed: true },
  ]);
});

test('a re-opened term is written about again, and a replayed payment closes nothing', async () => {
  const made = due();
  const { term } = contractWithTerm();
  const paymentId = newId();
  const payment = paid(made, 0, paymentId);
  const snapshot = termAt({ ...term, termId: made.riders[0]?.termId as string, customerId: made.customerId }, 3, {
    state: TermState.TERM_STATE_OPEN,
  });
  await tell(payment);
  await tell(newEvent('contract.reopened', { term: snapshot, undoes: [`payment:${paymentId}`], reason: 'reversed' }));
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

test('an opt-out by link holds from its commit on (U-04)', async () => {
  const first = due();
  await tell(first.event);
  const [, token] = /unsubscribe\/([\w-]+)/.exec(mails(first)[0]?.headers('list-unsubscribe')[0] ?? '') ?? [];
  await service.app.get(OptOut).execute(token as string);
  await service.app.get(OptOut).execute(token as string);
  const second = due();
  const known = peers.contacts.get(first.contactId);
  peers.contacts.set(second.contactId, {
    ...(known as NonNullable<typeof known>),
    addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: second.contactId },
  });
  await tell(second.event);
  expect(await outcomes(second)).toMatchObject([{ state: 'REMINDER_STATE_SKIPPED', reason: 'OPTED_OUT' }]);
  expect(mails(first)).toHaveLength(1);
  expect(
    await service.database.query(
      `select count(*)::int as n from outbox where type = 'preference.changed' and key = $1`,
      [first.customerId],
    ),
  ).toEqual([{ n: 1 }]);
});

test('accepted, then cut off: uncertain, counted, never sent again', async () => {
  const made = due();
  smtp.behaveFor(made.address, { kind: 'acceptThenDrop' });
  await tell(made.event);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT', uncertain: true }]);
  expect((await message(made))?.state).toBe('UNCERTAIN');
  smtp.behaveNormally();
  await later(2 * DAY);
  expect(mails(made)).toHaveLength(1);
});

test('4yz: again later under the same Message-ID, once', async () => {
  const made = due();
  smtp.behaveFor(made.address, { kind: 'reject4xx', phase: 'data' });
  await tell(made.event);
  smtp.behaveNormally();
  await later(MINUTE);
  expect(await attempts(made)).toEqual(['RETRYABLE', 'ACCEPTED']);
  expect(mails(made).map((mail) => mail.messageId)).toEqual([`<${made.messageId}.1@renew.example>`]);
});

test('4yz until the window closes: SKIPPED, not forgotten', async () => {
  const made = due(1, { closesIn: 20 * MINUTE });
  smtp.behaveFor(made.address, { kind: 'reject4xx', phase: 'rcpt' });
  await tell(made.event);
  await later(HOUR);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SKIPPED', reason: 'EXPIRED' }]);
  expect((await message(made))?.state).toBe('EXPIRED');
});

test('5yz: FAILED with the reply', async () => {
  const made = due();
  smtp.behaveFor(made.address, { kind: 'reject5xx', phase: 'rcpt' });
  await tell(made.event);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_FAILED', reason: 'SMTP_550' }]);
  expect(await attempts(made)).toEqual(['REFUSED']);
});

test('no peer, no mail: it waits and then goes (C-10)', async () => {
  const made = due();
  peers.paymentsSilent = true;
  await tell(made.event);
  expect(mails(made)).toEqual([]);
  peers.paymentsSilent = false;
  peers.contactsSilent = true;
  await later(7_000);
  expect(mails(made)).toEqual([]);
  peers.contactsSilent = false;
  await later(7_000);
  expect(mails(made)).toHaveLength(1);
});

test('a contact without an address, or with a hostile one, is answered', async () => {
  const gone = due();
  peers.contacts.delete(gone.contactId);
  const hostile = due(1, { name: 'Eve\r\nBcc: all@x.example' });
  await tell(gone.event, hostile.event);
  expect(await outcomes(gone)).toMatchObject([{ state: 'REMINDER_STATE_SKIPPED', reason: 'NO_ADDRESS' }]);
  expect(await outcomes(hostile)).toMatchObject([
    { state: 'REMINDER_STATE_FAILED', reason: expect.stringContaining('BAD_HEADER') },
  ]);
  expect(smtp.accepted()).toEqual([]);
});

test('the calls of a dead process end uncertain', async () => {
  const made = due();
  peers.contactsSilent = true;
  await tell(made.event);
  const dead = newId();
  await renewLease(service.database, dead, 0);
  await service.database.execute(
    `insert into attempt (id, message_id, n, provider, idempotency_key, state, started_at, owner, looked, text_revision, template_version, locale, content_hash, inputs)
     values ($1::uuid, $2::uuid, 1, 'smtp', 'k', 'CALLING', clock_timestamp(), $3::uuid, true, 1, 1, 'en', 'h', '{}')`,
    [newId(), made.messageId, dead],
  );
  await untilIdle(service);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT', uncertain: true }]);
});

test('a hundred due at once are each accepted once', async () => {
  const many = Array.from({ length: 100 }, () => due());
  await tell(...many.map(({ event }) => event));
  expect(new Set(smtp.accepted().map((mail) => mail.envelope.to[0])).size).toBe(100);
  expect(smtp.accepted()).toHaveLength(100);
  const [row] = await service.database.query<{ n: number }>(
    `select count(*)::int as n from attempt where state = 'EXPIRED'`,
    [],
  );
  expect(row?.n).toBe(0);
});

test('stopped between the commit of an attempt and its answer: what wakes up later does not call', async () => {
  const settings = await environment.of('delivery', {
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    PUBLIC_URL: 'https://renew.example',
  });
  await service.stop();
  service = await startService(deliveryService, {
    ...settings,
    PERENNIAL_FAILPOINTS: 'delivery.attempt.after-commit=stall',
  });
  const made = due();
  await tell(made.event);
  expect(await attempts(made)).toEqual(['EXPIRED', 'ACCEPTED']);
  expect(mails(made)).toHaveLength(1);
});
