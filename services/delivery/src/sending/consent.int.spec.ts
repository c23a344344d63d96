import { MINUTE } from '@perennial/kernel/instant';
import { newId, type OwnerId } from '@perennial/kernel/ids';
import { PreferenceServiceService } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import type { Made } from '@perennial/testing/system/delivery-scene';
import {
  calmStage,
  closeStage,
  openStage,
  smtp,
  peers,
  settings,
  service,
  scene,
  due,
  attempts,
  outcomes,
  tell,
  mails,
  later,
} from '../../test/mail-stage.js';
import { FollowOptOutLink } from '../preference/follow-opt-out-link.js';

beforeAll(() => openStage(), 60_000);
afterAll(closeStage, 60_000);
beforeEach(calmStage);

test('a dead address is marked, told and not called again, until it works; 4yz does not mark (K24, D-05)', async () => {
  const made = due();
  smtp.behaveFor(made.address, { kind: 'reject5xx', phase: 'rcpt' });
  await tell(made.event);
  const again = () => {
    const next = due();
    const known = peers.contacts.get(made.contactId) as NonNullable<ReturnType<typeof peers.contacts.get>>;
    const { contactId: id, recipientId, customerId } = next;
    const addressee = { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id };
    peers.contacts.set(id, { ...known, recipientId, customerId, addressee });
    return next;
  };
  const changes = (n: Made) =>
    service.database.query(
      `select (data::json ->> 'bounced')::bool as bounced, data::json ->> 'reason' as reason from outbox
       where type = 'bounce.changed' and key = $1 order by id`,
      [n.customerId],
    );
  expect(await changes(made)).toEqual([{ bounced: true, reason: 'SMTP_550' }]);
  smtp.behaveNormally();
  const second = again();
  await tell(second.event);
  expect(await outcomes(second)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'BOUNCED', retry: 'RETRY_OTHER_ADDRESS' },
  ]);
  expect(await attempts(second)).toEqual([]);
  const peer = grpcClient(PreferenceServiceService, `127.0.0.1:${settings['GRPC_PORT']}`);
  const channel = Channel.CHANNEL_EMAIL;
  const named = { addresseeKind: AddresseeKind.ADDRESSEE_KIND_CONTACT, channel };
  const address = { ...named, addresseeId: made.contactId, customerId: made.customerId };
  expect(await unary(peer, 'findPreference', address, 5_000)).toMatchObject({
    recipientId: made.recipientId,
    optedOut: false,
    bounced: true,
    bounceReason: 'SMTP_550',
  });
  expect((await unary(peer, 'clearBounce', address, 5_000)).cleared).toBe(true);
  expect((await unary(peer, 'clearBounce', address, 5_000)).cleared).toBe(false);
  expect(await changes(made)).toMatchObject([{ bounced: true }, {}]);
  const third = again();
  await tell(third.event);
  expect(await outcomes(third)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  const out = { ...address, optedOut: true, allCustomers: true };
  expect(await unary(peer, 'changePreference', out, 5_000)).toMatchObject({ optedOut: true, optedOutEverywhere: true });
  await expect(unary(peer, 'findPreference', { ...address, addresseeId: newId() }, 5_000)).rejects.toMatchObject({
    code: 'ADDRESSEE_NOT_FOUND',
  });
  peer.close();
  const busy = due();
  smtp.behaveFor(busy.address, { kind: 'reject4xx', phase: 'rcpt' });
  await tell(busy.event);
  expect(await changes(busy)).toEqual([]);
});

test('a legal notice goes to whoever opted out, and offers no one-click opt-out (M-10, review 15)', async () => {
  const first = due();
  await tell(first.event);
  const [, token] = /unsubscribe\/([\w-]+)/.exec(mails(first)[0]?.headers('list-unsubscribe')[0] ?? '') ?? [];
  await service.app.get(FollowOptOutLink).execute(token as string, { optedOut: true, allCustomers: true });
  const legal = due(1, { each: () => ({ legal: true, purpose: 'legal' }) });
  const known = peers.contacts.get(first.contactId) as NonNullable<ReturnType<typeof peers.contacts.get>>;
  const { contactId: id, recipientId, customerId } = legal;
  const addressee = { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id };
  peers.contacts.set(id, { ...known, recipientId, customerId, addressee });
  await tell(legal.event);
  const [, notice] = mails(first);
  expect(await outcomes(legal)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect(notice?.headers('list-unsubscribe')).toEqual([]);
  expect(notice?.headers('list-unsubscribe-post')).toEqual([]);
});

test('what was rendered is what is listed: the template follows a first rider that leaves (review 8)', async () => {
  const riders = [
    { template: 'last-warning', purpose: 'last-warning' },
    { template: 'first-notice', purpose: 'first-notice' },
  ];
  const made = due(2, { each: (n) => riders[n] ?? {}, windowOpensIn: MINUTE });
  const template = async () =>
    (await service.database.query('select template from message where message_id = $1', [made.messageId]))[0];
  await tell(made.event);
  expect(await template()).toEqual({ template: 'last-warning' });
  await tell(scene.paid(made, 0));
  await later(2 * MINUTE);
  expect(mails(made)[0]?.headers('subject')[0]).toContain('Suite 2 is due for renewal');
  expect(await template()).toEqual({ template: 'first-notice' });
});

test('answers go to the owner of the customer (review 40)', async () => {
  const owner = newId<OwnerId>();
  const made = due(1, { ownerId: owner });
  const known = peers.contacts.get(made.contactId) as NonNullable<ReturnType<typeof peers.contacts.get>>;
  const addressee = { kind: AddresseeKind.ADDRESSEE_KIND_OWNER, id: owner };
  peers.contacts.set(owner, { ...known, addressee, address: 'olga@us.example' });
  await tell(made.event);
  expect(mails(made)[0]?.headers('reply-to')).toEqual(['olga@us.example']);
});

test('a last step of which nobody knows whether it arrived is on the list of what a person must look at', async () => {
  const made = due(2, { each: (n) => ({ lastStep: n === 0 }) });
  smtp.behaveFor(made.address, { kind: 'acceptThenDrop' });
  await tell(made.event);
  expect(await outcomes(made)).toMatchObject([{ uncertain: true }, { uncertain: true }]);
  const reviews = await service.database.query(
    `select kind, subject_id as reminder, term_id as term, customer_id as customer from review_row
     where customer_id = $1 and done_at is null`,
    [made.customerId],
  );
  const [last] = made.riders;
  expect(reviews).toEqual([
    { kind: 'uncertain_last_step', reminder: last?.reminderId, term: last?.termId, customer: made.customerId },
  ]);
});
