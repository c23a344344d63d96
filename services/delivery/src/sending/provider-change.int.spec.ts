import type { NewEvent } from '@perennial/events/event';
import { addMs, DAY, HOUR, MINUTE } from '@perennial/kernel/instant';
import { newId } from '@perennial/kernel/ids';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { deliveryService } from '../service.js';
import type { ProcessId } from './sender.js';
import { renewLease } from './process-lease.store.js';

let environment: TestEnvironment;
let smtp: RecordingSmtpServer;
let sinks: RecordingHttpSink[];
let peers: DeliveryPeers;
let service: RunningService;

beforeAll(async () => {
  environment = await testEnvironment();
  smtp = await RecordingSmtpServer.start();
  sinks = [await RecordingHttpSink.start(), await RecordingHttpSink.start()];
  const settings = await environment.of('delivery');
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
}, 60_000);
afterAll(async () => {
  await peers.stop();
  await smtp.stop();
  for (const sink of sinks) await sink.stop();
  await environment.close();
}, 60_000);
afterEach(async () => {
  smtp.behaveNormally();
  smtp.clear();
  for (const sink of sinks) {
    sink.behaveNormally();
    sink.clear();
  }
  await service.stop();
});

const scene = () => new DeliveryScene(peers, () => service);
const [overSmtp, overHttp] = [
  () => ({ SMTP_URL: smtp.url }),
  (n = 0) => ({ HTTP_PROVIDER_URL: sinks[n]?.url as string }),
];

async function start(provider: Record<string, string>): Promise<void> {
  service = await startService(deliveryService, await environment.of('delivery', provider));
}
async function restart(provider: Record<string, string>): Promise<void> {
  const now = service.clock.now();
  await service.stop();
  await start(provider);
  await walkTo(participantsOf([service]), now);
}
const tell = (...events: NewEvent[]) => tellService(service, events);
const later = (ms: number) => walkTo(participantsOf([service]), addMs(service.clock.now(), ms));
const taken = (made: Made) =>
  sinks.flatMap((sink) => sink.accepted()).filter(({ body }) => body['to'] === made.address);

/** The attempt of a message as if its process had died while it called. */
async function orphan({ messageId }: Made): Promise<void> {
  const dead = newId<ProcessId>();
  await renewLease(service.database, dead, 0);
  await service.database.execute(
    `update attempt set state = 'CALLING', ended_at = null, process_id = $1::uuid where message_id = $2::uuid`,
    [dead, messageId],
  );
  await service.database.execute(
    `update message set state = 'OPEN', frozen = false, next_attempt_at = opened_at where message_id = $1::uuid`,
    [messageId],
  );
}

test('ambiguous over SMTP, started again with an idempotent HTTP provider: uncertain, and no second send', async () => {
  await start(overSmtp());
  const made = scene().due();
  smtp.behaveFor(made.address, { kind: 'acceptThenDrop' });
  await tell(made.event);
  await restart(overHttp());
  await later(DAY);
  expect(await scene().message(made)).toMatchObject({ state: 'UNCERTAIN' });
  expect(smtp.acceptedBy(made.address)).toHaveLength(1);
  expect(taken(made)).toEqual([]);
});

test('a crash within a call over SMTP is judged by SMTP, whatever provider there is when it is found', async () => {
  await start(overSmtp());
  const made = scene().due({ windowOpensIn: HOUR });
  smtp.behaveFor(made.address, { kind: 'reject4xx', phase: 'data' });
  await tell(made.event);
  await later(HOUR);
  expect(await scene().attempts(made)).toEqual(['LATER']);
  await restart(overHttp());
  await orphan(made);
  await later(DAY);
  expect(await scene().attempts(made)).toEqual(['AMBIGUOUS']);
  expect(await scene().outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT', uncertain: true }]);
  expect(taken(made)).toEqual([]);
});

test('what another HTTP provider may have taken is neither asked nor repeated here', async () => {
  await start(overHttp(0));
  const made = scene().due();
  sinks[0]?.behave({ kind: 'acceptThenDrop' });
  sinks[0]?.behaveOnLookup({ kind: 'reject5xx' });
  await tell(made.event);
  expect(await scene().message(made)).toMatchObject({ state: 'OPEN', frozen: true });
  await restart(overHttp(1));
  await later(HOUR);
  expect(await scene().message(made)).toMatchObject({ state: 'UNCERTAIN', reason: 'PROVIDER_CHANGED' });
  expect(taken(made)).toHaveLength(1);
});

describe('a provider at fault', () => {
  test('ends nothing, counts no retry, rests for a minute and is then probed by one message', async () => {
    await start(overHttp());
    sinks[0]?.behave({ kind: 'reject4xx', status: 401 });
    const many = Array.from({ length: 20 }, () => scene().due());
    await tell(...many.map(({ event }) => event));
    const calls = async () => (await Promise.all(many.map((made) => scene().attempts(made)))).flat();
    const first = await calls();
    expect(new Set(first)).toEqual(new Set(['PROVIDER_AT_FAULT']));
    await later(30_000);
    expect(await calls()).toHaveLength(first.length);
    await later(31_000);
    expect(await calls()).toHaveLength(first.length + 1);
    for (const made of many) expect(await scene().message(made)).toMatchObject({ state: 'OPEN', retries: 0 });
    sinks[0]?.behaveNormally();
    await later(2 * MINUTE);
    for (const made of many) expect(taken(made)).toHaveLength(1);
  });

  test("until today's window shuts: the next opening is asked for, at once", async () => {
    await start(overHttp());
    sinks[0]?.behave({ kind: 'reject4xx', status: 403 });
    const many = Array.from({ length: 5 }, () => scene().due({ windowClosesIn: 10 * MINUTE }));
    await tell(...many.map(({ event }) => event));
    const closesAt = addMs(service.clock.now(), 10 * MINUTE);
    await later(10 * MINUTE + 1);
    for (const made of many)
      expect(await scene().outcomes(made)).toMatchObject([
        { state: 'REMINDER_STATE_SKIPPED', reason: 'EXPIRED', retry: 'RETRY_NEXT_OPENING' },
      ]);
    const rows = await service.database.query<{ at: number }>(
      `select distinct answered_at as at from outcome where reminder_id = any($1::uuid[])`,
      [many.map(({ riders }) => riders[0]?.reminderId)],
    );
    expect(rows.every(({ at }) => at === closesAt)).toBe(true);
  });
});

test('a provider that is down all day: the window shuts, and the next opening is asked for', async () => {
  await start(overHttp());
  sinks[0]?.behave({ kind: 'reject5xx' });
  const made = scene().due({ windowClosesIn: 11 * HOUR });
  await tell(made.event);
  await later(11 * HOUR + 1);
  expect(await scene().outcomes(made)).toMatchObject([{ reason: 'EXPIRED', retry: 'RETRY_NEXT_OPENING' }]);
}, 60_000);

test('Retry-After of years ends with the window', async () => {
  await start(overHttp());
  sinks[0]?.behave({ kind: 'throttle', retryAfterSeconds: 999_999_999 });
  const made = scene().due({ windowClosesIn: HOUR });
  await tell(made.event);
  expect((await scene().message(made)).next_attempt_at).toBe(addMs(service.clock.now(), HOUR));
  await later(HOUR + 1);
  expect(await scene().outcomes(made)).toMatchObject([{ retry: 'RETRY_NEXT_OPENING' }]);
});
