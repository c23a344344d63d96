import { setTimeout as sleep } from 'node:timers/promises';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { addMs, DAY, formatInstant, HOUR, MINUTE, type Instant } from '@perennial/kernel/instant';
import { newId } from '@perennial/kernel/ids';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService, untilIdle } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { RaiseFence } from '../guard/raise-fence.js';
import { lockGuards } from '../guard/guard.store.js';
import { drop, TERM_CLOSED } from '../message/outcome.js';
import { deliveryService } from '../service.js';
import { BeginAttempts } from './begin-attempts.js';
import { dueMessages } from './candidate.store.js';
import { endLease, renewLease } from './process-lease.store.js';
import { PrepareRound } from './prepare-round.js';
import { RunCalls } from './run-calls.js';

let environment: TestEnvironment;
let sink: RecordingHttpSink;
let peers: DeliveryPeers;
let service: RunningService;

beforeAll(async () => {
  environment = await testEnvironment();
  sink = await RecordingHttpSink.start();
  const settings = await environment.of('delivery', { HTTP_PROVIDER_URL: sink.url });
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
  service = await startService(deliveryService, settings);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await peers.stop();
  await sink.stop();
  await environment.close();
}, 60_000);
beforeEach(() => {
  sink.clear();
  sink.behaveNormally();
});

const now = (): Instant => service.clock.now();
interface Made {
  event: NewEvent;
  messageId: string;
  address: string;
  customerId: string;
  contactId: string;
  termId: string;
  reminderId: string;
}

function due(opensIn = 0): Made {
  const [messageId, customerId, contactId, recipientId, termId, contractId, reminderId] = [
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
  ];
  const address = `${contactId.slice(-12)}@customer.example`;
  peers.contacts.set(contactId, {
    addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: contactId },
    customerId,
    recipientId,
    address,
    addressHmac: contactId.replaceAll('-', ''),
    name: 'Ada',
    customerName: 'Engines',
    locale: 'en',
    zone: 'UTC',
    active: true,
  });
  peers.looks.set(termId, {
    termId,
    closed: false,
    cause: '',
    quoteVersion: 1,
    amount: { currency: 'EUR', minor: 120_000n },
    payToken: `pay-${termId}`,
  });
  const window = {
    channel: Channel.CHANNEL_EMAIL,
    template: 'reminder',
    opensAt: formatInstant(addMs(now(), opensIn)),
    closesAt: formatInstant(addMs(now(), 30 * DAY)),
    windowOpensAt: formatInstant(addMs(now(), opensIn)),
    windowClosesAt: formatInstant(addMs(now(), 30 * DAY)),
  };
  const rider = {
    reminderId,
    termId,
    contractId,
    step: 'T-30/reminder',
    capExempt: false,
    product: 'Suite',
    lastDay: '2024-08-31',
    legal: false,
    rungs: [window],
    ownerId: '',
    teamId: '',
  };
  return {
    event: newEvent('reminder.due', {
      messageId,
      customerId,
      addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: contactId },
      recipientId,
      releasedAt: formatInstant(now()),
      riders: [rider],
    }),
    messageId,
    address,
    customerId,
    contactId,
    termId,
    reminderId,
  };
}

const tell = (...events: NewEvent[]) => tellService(service, events);
const later = (ms: number) => walkTo(participantsOf([service]), addMs(now(), ms));
const message = async ({ messageId }: Made) =>
  (
    await service.database.query<{ state: string; frozen: boolean; next_attempt_at: Instant }>(
      'select state, frozen, next_attempt_at from message where id = $1',
      [messageId],
    )
  )[0];
const attempts = async ({ messageId }: Made) =>
  (
    await service.database.query<{ state: string }>('select state from attempt where message_id = $1 order by n', [
      messageId,
    ])
  ).map(({ state }) => state);
const outcomes = async ({ customerId }: Made) =>
  (
    await service.database.query<{ data: string }>(
      `select data from outbox where type = 'delivery.outcome' and key = $1 order by id`,
      [customerId],
    )
  ).map(({ data }) => JSON.parse(data) as { state: string; reason?: string; uncertain?: boolean });
const taken = (made: Made) => sink.accepted().filter(({ body }) => body['to'] === made.address);
const close = (made: Made) =>
  tell(
    newEvent('payment.renewed', {
      paymentId: newId(),
      termId: made.termId,
      contractId: newId(),
      customerId: made.customerId,
      quoteVersion: 1,
      amount: { currency: 'EUR', minor: 1n },
      paidAt: formatInstant(now()),
    }),
  );

/** A message rendered and ready for its attempt, which the sending loop does not see yet. */
async function rendered(): Promise<{ made: Made; prepared: Awaited<ReturnType<PrepareRound['execute']>> }> {
  const made = due(HOUR);
  await tell(made.event);
  const messages = (await dueMessages(service.database, addMs(now(), 2 * HOUR), 500)).filter(
    ({ id }) => id === made.messageId,
  );
  return { made, prepared: await service.app.get(PrepareRound).execute(messages, now()) };
}

test('accepted, then cut off: the lookup tells, and nothing is repeated', async () => {
  const made = due();
  sink.behave({ kind: 'acceptThenDrop' });
  await tell(made.event);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
  expect(taken(made)).toMatchObject([{ repeats: 0 }]);
});

test('without an answer to the lookup it is frozen, asked again later, and accepted once', async () => {
  const made = due();
  sink.behave({ kind: 'acceptThenDrop' });
  sink.behaveOnLookup({ kind: 'reject5xx' });
  await tell(made.event);
  expect(await message(made)).toMatchObject({ state: 'OPEN', frozen: true });
  await later(10 * MINUTE);
  expect((await message(made))?.state).toBe('OPEN');
  sink.behaveNormally();
  await later(HOUR);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
  expect(taken(made)).toMatchObject([{ repeats: 0 }]);
  expect(await outcomes(made)).toHaveLength(1);
});

test('cut off untaken: repeated under the same key', async () => {
  const made = due();
  sink.behaveFor(made.address, { kind: 'flap' });
  if (sink.requests % 2 === 1) await fetch(`${sink.url}/messages/none`);
  await tell(made.event);
  expect(await message(made)).toMatchObject({ state: 'OPEN', frozen: true });
  sink.behaveNormally();
  await later(MINUTE);
  expect(await attempts(made)).toEqual(['AMBIGUOUS', 'ACCEPTED']);
  expect(taken(made).map(({ idempotencyKey }) => idempotencyKey)).toEqual([`${made.messageId}.1`]);
});

test('frozen and closed since: only the lookup is allowed, else uncertain', async () => {
  const made = due();
  sink.behaveFor(made.address, { kind: 'flap' });
  if (sink.requests % 2 === 1) await fetch(`${sink.url}/messages/none`);
  await tell(made.event);
  await close(made);
  expect(await outcomes(made)).toEqual([]);
  sink.behaveNormally();
  await later(MINUTE);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT', uncertain: true }]);
  expect(taken(made)).toEqual([]);
});

test('429: not before Retry-After', async () => {
  const made = due();
  sink.behave({ kind: 'throttle', retryAfterSeconds: 600 });
  await tell(made.event);
  expect((await message(made))?.next_attempt_at).toBe(addMs(now(), 600_000));
  sink.behaveNormally();
  await later(599_000);
  expect(taken(made)).toEqual([]);
  await later(2_000);
  expect(taken(made)).toHaveLength(1);
});

test('a new quote before a retry is another text under another key (one-price)', async () => {
  const made = due();
  sink.behave({ kind: 'reject5xx' });
  await tell(made.event);
  const look = peers.looks.get(made.termId);
  peers.looks.set(made.termId, {
    ...(look as NonNullable<typeof look>),
    quoteVersion: 2,
    amount: { currency: 'EUR', minor: 99_900n },
    payToken: 'new',
  });
  sink.behaveNormally();
  await later(MINUTE);
  expect(taken(made)).toMatchObject([
    { idempotencyKey: `${made.messageId}.2`, body: { text: expect.stringContaining('999.00') } },
  ]);
  expect(
    await service.database.query('select quote_version from dispatch where reminder_id = $1', [made.reminderId]),
  ).toEqual([{ quote_version: 2 }]);
});

test('closed between rendering and attempt: no attempt', async () => {
  const { made, prepared } = await rendered();
  expect(prepared.calls).toHaveLength(1);
  await service.app.get(RaiseFence).afterLook([{ termId: made.termId, cause: 'contract:7' }]);
  const begun = await service.app.get(BeginAttempts).execute(prepared, 'http', now());
  expect(begun.calls).toEqual([]);
  await untilIdle(service);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED' }]);
});

test('a guard that is being closed is busy: the message stays for the next round', async () => {
  const { made, prepared } = await rendered();
  await service.database.transaction('test.closing', async (tx) => {
    await lockGuards(tx, [made.termId]);
    expect(await service.app.get(BeginAttempts).execute(prepared, 'http', now())).toEqual({
      calls: [],
      ended: [],
      handled: 0,
    });
  });
  const begun = await service.app.get(BeginAttempts).execute(prepared, 'http', now());
  expect(begun.calls).toHaveLength(1);
  expect((await service.app.get(BeginAttempts).execute(prepared, 'http', now())).calls).toEqual([]);
  service.app.get(RunCalls).start(begun.calls);
  await untilIdle(service);
  await later(2 * HOUR);
  expect(taken(made)).toHaveLength(1);
});

test('what another process is calling, or called since, can lose no rider and gets no second call', async () => {
  const { made, prepared } = await rendered();
  const begin = service.app.get(BeginAttempts);
  const begun = await begin.execute(prepared, 'http', now());
  const left = {
    calls: [],
    ends: prepared.calls.map(({ message: one }) => ({
      message: one,
      ends: one.riders.map(({ reminderId }) => drop(reminderId, 'SUPPRESSED', TERM_CLOSED)),
    })),
  };
  expect(await begin.execute(left, 'http', now())).toEqual({ calls: [], ended: [], handled: 0 });
  sink.behave({ kind: 'flap' });
  if (sink.requests % 2 === 1) await fetch(`${sink.url}/messages/none`);
  sink.behaveOnLookup({ kind: 'reject5xx' });
  service.app.get(RunCalls).start(begun.calls);
  await untilIdle(service);
  expect(await attempts(made)).toEqual(['AMBIGUOUS']);
  for (const stale of [left, prepared])
    expect(await begin.execute(stale, 'http', now())).toEqual({ calls: [], ended: [], handled: 0 });
  sink.behaveNormally();
  await later(2 * HOUR);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect(taken(made)).toHaveLength(1);
});

test('call_by passed before the content went out: EXPIRED, and through the guard again', async () => {
  const { made, prepared } = await rendered();
  const begun = await service.app.get(BeginAttempts).execute(prepared, 'http', now());
  service.app.get(RunCalls).start(begun.calls.map((call) => ({ ...call, callBy: 0 })));
  await later(2 * HOUR);
  expect(await attempts(made)).toEqual(['EXPIRED', 'ACCEPTED']);
  expect(taken(made)).toHaveLength(1);
});

test('a process counts as alive for as long as it calls, also when it begins nothing new', async () => {
  const { made, prepared } = await rendered();
  sink.behave({ kind: 'slow', ms: 3_500 });
  const begun = await service.app.get(BeginAttempts).execute(prepared, 'http', now());
  service.app.get(RunCalls).start(begun.calls);
  await sleep(3_000);
  const [lease] = await service.database.query<{ left: number }>(
    `select extract(epoch from l.until - clock_timestamp())::float8 * 1000 as left from process_lease l join attempt a on a.owner = l.id where a.message_id = $1::uuid`,
    [made.messageId],
  );
  // Renewed only when the attempt began, it would have 2 s left.
  expect(lease?.left).toBeGreaterThan(2_500);
  while ((await attempts(made)).includes('CALLING')) await sleep(50);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
}, 20_000);

/** The message's calls become those of a sender that ended without writing their results. */
async function disown({ messageId }: Made): Promise<void> {
  const dead = newId();
  await renewLease(service.database, dead, 0);
  await service.database.execute('update attempt set owner = $1::uuid where message_id = $2::uuid', [dead, messageId]);
  await endLease(service.database, dead);
}

test('what a dead process had sent is found by lookup', async () => {
  const { made, prepared } = await rendered();
  const begun = await service.app.get(BeginAttempts).execute(prepared, 'http', now());
  await disown(made);
  await fetch(`${sink.url}/messages`, {
    method: 'POST',
    body: JSON.stringify({ idempotencyKey: begun.calls[0]?.mail.idempotencyKey, to: made.address }),
  });
  await untilIdle(service);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect(taken(made)).toMatchObject([{ repeats: 0 }]);
});

test('payments race with the sending loop: no call starts behind a fence, every reminder is answered once (quiet-after-renewal)', async () => {
  const many = Array.from({ length: 300 }, () => due());
  const closing = (async () => {
    for (let n = 0; n < many.length; n += 10) {
      await service.app.get(RaiseFence).afterLook(
        many
          .slice(n, n + 10)
          .filter((_, i) => i % 2 === 0)
          .map(({ termId }) => ({ termId, cause: 'contract:9' })),
      );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  await Promise.all([closing, tell(...many.map(({ event }) => event))]);
  await untilIdle(service);
  const late = await service.database.query(
    `select a.id from attempt a cross join lateral jsonb_object_keys(a.inputs) as t(term_id) join guard g on g.term_id = t.term_id::uuid where g.closed and a.started_at > g.closed_at`,
    [],
  );
  expect(late).toEqual([]);
  const answered = await service.database.query<{ outcome: string; n: number }>(
    'select outcome, count(*)::int as n from dispatch where message_id = any($1::uuid[]) group by 1 order by 1',
    [many.map(({ messageId }) => messageId)],
  );
  expect(answered.map(({ outcome }) => outcome)).toEqual(['SENT', 'SUPPRESSED']);
  expect(answered.reduce((sum, { n }) => sum + n, 0)).toBe(300);
  const [row] = await service.database.query<{ n: number }>(
    `select count(*)::int as n from outbox where type = 'delivery.outcome' and key = any($1::text[])`,
    [many.map(({ customerId }) => customerId)],
  );
  expect(row?.n).toBe(300);
  expect(sink.accepted().length).toBe(answered.find(({ outcome }) => outcome === 'SENT')?.n);
});

test('two thousand due at once: each accepted once, a handful of calls to the peers', async () => {
  const many = Array.from({ length: 2_000 }, () => due());
  const before = { ...peers.calls };
  const statements = service.database.stats().statements;
  const began = performance.now();
  await tell(...many.map(({ event }) => event));
  const took = performance.now() - began;
  expect(sink.accepted()).toHaveLength(2_000);
  expect(sink.accepted().every(({ repeats }) => repeats === 0)).toBe(true);
  expect(peers.calls.look - before.look).toBeLessThan(200);
  if (process.env['TEST_LOG_LEVEL'])
    process.stdout.write(
      `2000 in ${took.toFixed(0)} ms, ${service.database.stats().statements - statements} statements, ${peers.calls.look - before.look} looks\n`,
    );
}, 60_000);
