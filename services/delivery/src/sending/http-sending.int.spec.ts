import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '@perennial/events/event';
import { addMs, DAY, HOUR, MINUTE, type Instant } from '@perennial/kernel/instant';
import { newId, type TermId } from '@perennial/kernel/ids';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { DeliveryScene, type Made } from '@perennial/testing/system/delivery-scene';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService, untilIdle } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { RaiseFence } from '../guard/raise-fence.js';
import { lockGuards } from '../guard/guard.store.js';
import { ending, TERM_CLOSED } from '../message/outcome.js';
import { deliveryService } from '../service.js';
import type { ProcessId } from './sender.js';
import { BeginAttempts } from './begin-attempts.js';
import { dueMessages } from './candidate.store.js';
import { endLease, renewLease } from './process-lease.store.js';
import { LoadRoutes } from './load-routes.js';
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

const scene = () => new DeliveryScene(peers, () => service);
const now = (): Instant => service.clock.now();
const due = (windowOpensIn = 0): Made => scene().due({ windowOpensIn, windowClosesIn: 30 * DAY });
const message = (made: Made) => scene().message(made);
const attempts = (made: Made) => scene().attempts(made);
const outcomes = (made: Made) => scene().outcomes(made);
const termOf = (made: Made) => made.riders[0]?.termId as TermId;
const tell = (...events: NewEvent[]) => tellService(service, events);
const later = (ms: number) => walkTo(participantsOf([service]), addMs(now(), ms));
const taken = (made: Made) => sink.accepted().filter(({ body }) => body['to'] === made.address);
const close = (made: Made) => tell(scene().paid(made));

/** A message rendered and ready for its attempt, which the sending loop does not see yet. */
async function rendered(): Promise<{ made: Made; prepared: Awaited<ReturnType<PrepareRound['execute']>> }> {
  const made = due(HOUR);
  await tell(made.event);
  const messages = (await dueMessages(service.database, 'EMAIL', addMs(now(), 2 * HOUR), { limit: 500 })).filter(
    ({ messageId }) => messageId === made.messageId,
  );
  const routes = await service.app.get(LoadRoutes).execute('EMAIL', now());
  return { made, prepared: await service.app.get(PrepareRound).execute(messages, routes, now()) };
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
  const look = peers.looks.get(termOf(made));
  peers.looks.set(termOf(made), {
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
    await service.database.query('select quote_version from dispatch where reminder_id = $1', [
      made.riders[0]?.reminderId,
    ]),
  ).toEqual([{ quote_version: 2 }]);
});

test('closed between rendering and attempt: no attempt', async () => {
  const { made, prepared } = await rendered();
  expect(prepared.calls).toHaveLength(1);
  await service.app.get(RaiseFence).afterLook([{ termId: termOf(made), cause: 'contract:7' }]);
  const begun = await service.app.get(BeginAttempts).execute(prepared, now());
  expect(begun.calls).toEqual([]);
  await untilIdle(service);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED' }]);
});

test('a guard that is being closed is busy: the message stays for the next round', async () => {
  const { made, prepared } = await rendered();
  await service.database.transaction('test.closing', async (tx) => {
    await lockGuards(tx, [termOf(made)]);
    expect(await service.app.get(BeginAttempts).execute(prepared, now())).toEqual({
      calls: [],
      handled: 0,
    });
  });
  const begun = await service.app.get(BeginAttempts).execute(prepared, now());
  expect(begun.calls).toHaveLength(1);
  expect((await service.app.get(BeginAttempts).execute(prepared, now())).calls).toEqual([]);
  service.app.get(RunCalls).start(begun.calls);
  await untilIdle(service);
  await later(2 * HOUR);
  expect(taken(made)).toHaveLength(1);
});

test('what another process is calling, or called since, can lose no rider and gets no second call', async () => {
  const { made, prepared } = await rendered();
  const begin = service.app.get(BeginAttempts);
  const begun = await begin.execute(prepared, now());
  const left = {
    calls: [],
    ends: prepared.calls.map(({ message: one }) => ({
      message: one,
      ends: one.dispatches.map((dispatch) => ending(dispatch, TERM_CLOSED)),
    })),
  };
  expect(await begin.execute(left, now())).toEqual({ calls: [], handled: 0 });
  sink.behave({ kind: 'flap' });
  if (sink.requests % 2 === 1) await fetch(`${sink.url}/messages/none`);
  sink.behaveOnLookup({ kind: 'reject5xx' });
  service.app.get(RunCalls).start(begun.calls);
  await untilIdle(service);
  expect(await attempts(made)).toEqual(['AMBIGUOUS']);
  for (const stale of [left, prepared]) expect(await begin.execute(stale, now())).toEqual({ calls: [], handled: 0 });
  sink.behaveNormally();
  await later(2 * HOUR);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect(taken(made)).toHaveLength(1);
});

test('call_by passed before the content went out: EXPIRED, and through the guard again', async () => {
  const { made, prepared } = await rendered();
  const begun = await service.app.get(BeginAttempts).execute(prepared, now());
  service.app.get(RunCalls).start(begun.calls.map((call) => ({ ...call, callBy: 0 })));
  await later(2 * HOUR);
  expect(await attempts(made)).toEqual(['EXPIRED', 'ACCEPTED']);
  expect(taken(made)).toHaveLength(1);
});

test('a process counts as alive for as long as it calls, also when it begins nothing new', async () => {
  const { made, prepared } = await rendered();
  sink.behave({ kind: 'slow', ms: 3_500 });
  const begun = await service.app.get(BeginAttempts).execute(prepared, now());
  service.app.get(RunCalls).start(begun.calls);
  await sleep(3_000);
  const [lease] = await service.database.query<{ left: number }>(
    `select extract(epoch from l.until - clock_timestamp())::float8 * 1000 as left from process_lease l
     join attempt a using (process_id) where a.message_id = $1::uuid`,
    [made.messageId],
  );
  // Renewed only when the attempt began, it would have 2 s left.
  expect(lease?.left).toBeGreaterThan(2_500);
  while ((await attempts(made)).includes('CALLING')) await sleep(50);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
}, 20_000);

/** The message's calls become those of a sender that ended without writing their results. */
async function disown({ messageId }: Made): Promise<void> {
  const dead = newId<ProcessId>();
  await renewLease(service.database, dead, 0);
  await service.database.execute('update attempt set process_id = $1::uuid where message_id = $2::uuid', [
    dead,
    messageId,
  ]);
  await endLease(service.database, dead);
}

test('what a dead process had sent is found by lookup', async () => {
  const { made, prepared } = await rendered();
  const begun = await service.app.get(BeginAttempts).execute(prepared, now());
  await disown(made);
  await fetch(`${sink.url}/messages`, {
    method: 'POST',
    body: JSON.stringify({ idempotencyKey: begun.calls[0]?.content.idempotencyKey, to: made.address }),
  });
  await untilIdle(service);
  expect(await attempts(made)).toEqual(['ACCEPTED']);
  expect(await outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect(taken(made)).toMatchObject([{ repeats: 0 }]);
});
