import { newEvent } from '@perennial/events/event';
import { DAY, formatInstant, HOUR, MINUTE } from '@perennial/kernel/instant';
import { newId } from '@perennial/kernel/ids';
import { AddresseeKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { untilIdle } from '@perennial/testing/system/tell-service';
import {
  calmStage,
  closeStage,
  openStage,
  smtp,
  peers,
  service,
  now,
  due,
  rows,
  message,
  attempts,
  outcomes,
  tell,
  mails,
  later,
  restartService,
} from '../../test/mail-stage.js';
import { FollowOptOutLink } from '../preference/follow-opt-out-link.js';
import type { ProcessId } from './sender.js';
import { renewLease } from './process-lease.store.js';

beforeAll(() => openStage(), 60_000);
afterAll(closeStage, 60_000);
beforeEach(calmStage);

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
  expect(mail?.headers('perennial-term')).toEqual([made.riders[0]?.termId]);
  expect(mail?.headers('perennial-reminder')).toEqual([made.riders[0]?.reminderId]);
  expect(await rows(made)).toEqual([{ state: 'SENT', outcome: 'SENT', reason: null }]);
  expect(await outcomes(made)).toEqual([
    expect.objectContaining({
      state: 'REMINDER_STATE_SENT',
      quoteVersion: 1,
      acceptedAt: formatInstant(now()),
      retry: 'RETRY_NEVER',
      rungs: [{ channel: 'CHANNEL_EMAIL', state: 'SENT', messageId: made.messageId }],
    }),
  ]);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
});

test('a Chinese contact gets the Chinese text (M-05)', async () => {
  const made = due(1, { locale: 'zh-CN' });
  await tell(made.event);
  expect(await mails(made)[0]?.text()).toContain('2024年8月31日');
});

test('an opt-out by link holds from its commit on (U-04)', async () => {
  const first = due();
  await tell(first.event);
  const [, token] = /unsubscribe\/([\w-]+)/.exec(mails(first)[0]?.headers('list-unsubscribe')[0] ?? '') ?? [];
  await service.app.get(FollowOptOutLink).execute(token as string, { optedOut: true, allCustomers: true });
  await service.app.get(FollowOptOutLink).execute(token as string, { optedOut: true, allCustomers: true });
  const second = due();
  const known = peers.contacts.get(first.contactId);
  peers.contacts.set(second.contactId, {
    ...(known as NonNullable<typeof known>),
    recipientId: second.recipientId,
    customerId: second.customerId,
    addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: second.contactId },
  });
  await tell(second.event);
  expect(await outcomes(second)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'OPTED_OUT', retry: 'RETRY_OTHER_ADDRESS' },
  ]);
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
  expect(await attempts(made)).toEqual(['LATER', 'ACCEPTED']);
  expect(mails(made).map((mail) => mail.messageId)).toEqual([`<${made.messageId}.1@renew.example>`]);
});

test('4yz until the window closes: SKIPPED, not forgotten', async () => {
  const made = due(1, { windowClosesIn: 20 * MINUTE });
  smtp.behaveFor(made.address, { kind: 'reject4xx', phase: 'rcpt' });
  await tell(made.event);
  await later(HOUR);
  expect(await outcomes(made)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'EXPIRED', retry: 'RETRY_NEXT_OPENING' },
  ]);
  expect((await message(made))?.state).toBe('EXPIRED');
});

test('5yz to the address: SKIPPED with the reply, and another address is asked for', async () => {
  const made = due();
  smtp.behaveFor(made.address, { kind: 'reject5xx', phase: 'rcpt' });
  await tell(made.event);
  expect(await outcomes(made)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'SMTP_550', retry: 'RETRY_OTHER_ADDRESS' },
  ]);
  expect(await attempts(made)).toEqual(['REFUSED']);
  expect((await message(made)).state).toBe('REFUSED');
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
  expect(await outcomes(gone)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'NO_ADDRESS', retry: 'RETRY_OTHER_ADDRESS' },
  ]);
  expect(await outcomes(hostile)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: expect.stringContaining('BAD_HEADER'), retry: 'RETRY_NEVER' },
  ]);
  expect(smtp.accepted()).toEqual([]);
});

test('the calls of a dead process end uncertain', async () => {
  const made = due();
  peers.contactsSilent = true;
  await tell(made.event);
  const dead = newId<ProcessId>();
  await renewLease(service.database, dead, 0);
  await service.database.execute(
    `insert into attempt (attempt_id, message_id, n, provider, endpoint, lookup, idempotent, idempotency_key, state,
       started_at, process_id, looked, text_revision, template_version, locale, content_hash, inputs)
     values ($1::uuid, $2::uuid, 1, 'smtp', 'gone:25', false, false, 'k', 'CALLING',
       clock_timestamp(), $3::uuid, true, 1, 1, 'en', 'h', '{}')`,
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
  await restartService({ PERENNIAL_FAILPOINTS: 'delivery.attempt.after-commit=stall' });
  const made = due();
  await tell(made.event);
  expect(await attempts(made)).toEqual(['EXPIRED', 'ACCEPTED']);
  expect(mails(made)).toHaveLength(1);
});

test('a rider without a quote waits in a message of its own and goes when it has one; the other goes at once', async () => {
  const made = due(2);
  const termId = made.riders[1]?.termId as string;
  const look = peers.looks.get(termId);
  peers.looks.delete(termId);
  await tell(made.event);
  expect(await rows(made)).toMatchObject([{ outcome: 'SENT' }, { state: 'RIDING', outcome: null }]);
  expect(mails(made)).toHaveLength(1);
  expect(await mails(made)[0]?.text()).not.toContain('Suite 2');
  peers.looks.set(termId, look as NonNullable<typeof look>);
  await later(2 * MINUTE);
  expect((await rows(made)).map(({ outcome }) => outcome)).toEqual(['SENT', 'SENT']);
  expect(mails(made)).toHaveLength(2);
  expect(await mails(made)[1]?.text()).toContain('Suite 2');
});
