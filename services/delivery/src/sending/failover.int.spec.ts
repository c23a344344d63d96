import type { NewEvent } from '@perennial/events/event';
import { addMs, DAY, HOUR, MINUTE, type Instant } from '@perennial/kernel/instant';
import { ProviderServiceService, SwitchMode } from '@perennial/proto/gen/perennial/delivery/v1/provider';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { ForgetExceptions } from '../message/forget-exceptions.js';
import { deliveryService } from '../service.js';

let environment: TestEnvironment;
let primary: RecordingSmtpServer;
let backup: RecordingSmtpServer;
let peers: DeliveryPeers;
let service: RunningService;
let provider: Peer<typeof ProviderServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  [primary, backup] = [await RecordingSmtpServer.start(), await RecordingSmtpServer.start()];
  const settings = await environment.of('delivery', { SMTP_URL: primary.url, SMTP_BACKUP_URL: backup.url });
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
  service = await startService(deliveryService, settings);
  provider = grpcClient(ProviderServiceService, `127.0.0.1:${service.grpcPort}`);
}, 60_000);
afterAll(async () => {
  provider.close();
  await service.stop();
  await peers.stop();
  await primary.stop();
  await backup.stop();
  await environment.close();
}, 60_000);
afterEach(async () => {
  for (const server of [primary, backup]) {
    server.behaveNormally();
    server.clear();
  }
  await turn(SwitchMode.SWITCH_MODE_ON);
  await turn(SwitchMode.SWITCH_MODE_ON, 'smtp');
  // Every breaker is closed again by a message that goes through.
  await later(HOUR);
  for (let n = 0; n < 2; n++) {
    await tell(due().event);
    await later(HOUR);
  }
});

const scene = () => new DeliveryScene(peers, () => service);
const due = (): Made => scene().due();
const tell = (...events: NewEvent[]) => tellService(service, events);
const later = (ms: number) => walkTo(participantsOf([service]), addMs(service.clock.now(), ms));
const attempts = (made: Made) => scene().attempts(made);
const takenBy = (server: RecordingSmtpServer, made: Made) => server.acceptedBy(made.address).length;
const NOTHING = { channel: Channel.CHANNEL_UNSPECIFIED, reason: 'test', turnedBy: 'ada' };
const turn = async (mode: SwitchMode, name = '') =>
  await unary(provider, 'switchSending', { ...NOTHING, provider: name, mode }, 5_000);
const listed = async () => (await unary(provider, 'listProviders', {}, 5_000)).providers;
const exceptions = async ({ customerId }: Made) =>
  (await unary(provider, 'listExceptions', { customerId, termId: '', pageSize: 0, pageToken: '' }, 5_000)).exceptions;

test.each([
  ['refuses for now', { kind: 'reject4xx', phase: 'data' }, 'LATER'],
  ['wants another login', { kind: 'reject5xx', phase: 'rcpt', code: 530 }, 'PROVIDER_AT_FAULT'],
] as const)('the primary %s: the backup takes it at once, once (C-10, L-04)', async (_name, behaviour, attempt) => {
  primary.behave(behaviour);
  const made = due();
  const before = service.clock.now();
  await tell(made.event);
  expect(service.clock.now()).toBe(before);
  expect(await attempts(made)).toEqual([attempt, 'ACCEPTED']);
  expect([takenBy(primary, made), takenBy(backup, made)]).toEqual([0, 1]);
  expect(await exceptions(made)).toMatchObject([
    { provider: 'smtp', instead: 'NEXT_PROVIDER', channel: 'CHANNEL_EMAIL', reminderIds: [made.riders[0]?.reminderId] },
  ]);
});

test('a primary at fault is left alone, and probed once when it has rested', async () => {
  primary.behave({ kind: 'reject5xx', phase: 'rcpt', code: 530 });
  const made = Array.from({ length: 20 }, due);
  await tell((made[0] as Made).event);
  expect(await listed()).toMatchObject([
    { name: 'smtp', breaker: 'BREAKER_STATE_OPEN', reason: 'SMTP_530' },
    { name: 'smtp-backup', breaker: 'BREAKER_STATE_CLOSED' },
    { name: 'task', breaker: 'BREAKER_STATE_CLOSED' },
  ]);
  await tell(...made.slice(1).map(({ event }) => event));
  for (const one of made.slice(1)) expect(await attempts(one)).toEqual(['ACCEPTED']);
  primary.behaveNormally();
  await later(2 * MINUTE);
  const after = due();
  await tell(after.event);
  expect(takenBy(primary, after)).toBe(1);
  expect((await listed())[0]).toMatchObject({ breaker: 'BREAKER_STATE_CLOSED' });
});

test('an ambiguous call never fails over', async () => {
  primary.behave({ kind: 'acceptThenDrop' });
  const made = due();
  await tell(made.event);
  await later(DAY);
  expect(await scene().outcomes(made)).toMatchObject([{ uncertain: true }]);
  expect(takenBy(backup, made)).toBe(0);
});

test('both down: it waits within its window, and goes out when one is back', async () => {
  for (const server of [primary, backup]) server.behave({ kind: 'reject4xx', phase: 'data' });
  const made = due();
  await tell(made.event);
  expect((await attempts(made)).slice(0, 2)).toEqual(['LATER', 'LATER']);
  backup.behaveNormally();
  await later(HOUR);
  expect([takenBy(primary, made), takenBy(backup, made)]).toEqual([0, 1]);
  expect(await scene().outcomes(made)).toHaveLength(1);
});

test('both down for an hour: who was never called for has the next rung in half an hour too, whatever probes find in between (C-10, L-05)', async () => {
  for (const server of [primary, backup]) server.behave({ kind: 'reject4xx', phase: 'data' });
  const made = Array.from({ length: 40 }, () => scene().due({ ladder: [Channel.CHANNEL_TASK] }));
  await tell(...made.map(({ event }) => event));
  const waiting = async () =>
    (
      await service.database.query<{ n: number }>(
        `select count(*)::int as n from message where channel = 'TASK' and state = 'WAITING'
           and customer_id = any($1::uuid[])`,
        [made.map(({ customerId }) => customerId)],
      )
    )[0]?.n;
  await later(29 * MINUTE);
  expect(await waiting()).toBe(0);
  await later(2 * MINUTE);
  const early = await waiting();
  // One that a probe called for waits half an hour from that call.
  expect(early).toBeGreaterThan(30);
  await later(HOUR);
  expect(await waiting()).toBe(40);
  expect(made.map((one) => takenBy(primary, one) + takenBy(backup, one))).toEqual(made.map(() => 0));
});

test('a provider that is switched off is passed over; all off, nothing goes out until a switch is turned', async () => {
  await turn(SwitchMode.SWITCH_MODE_OFF, 'smtp');
  const first = due();
  await tell(first.event);
  expect([takenBy(primary, first), takenBy(backup, first)]).toEqual([0, 1]);
  await turn(SwitchMode.SWITCH_MODE_OFF);
  const second = due();
  await tell(second.event);
  await later(HOUR);
  expect(await attempts(second)).toEqual([]);
  await turn(SwitchMode.SWITCH_MODE_ON);
  await later(MINUTE);
  expect(takenBy(backup, second)).toBe(1);
});

test('a dry run does everything but the call, and says so', async () => {
  await turn(SwitchMode.SWITCH_MODE_DRY_RUN);
  const made = due();
  await tell(made.event);
  expect(await scene().outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect([takenBy(primary, made), takenBy(backup, made)]).toEqual([0, 0]);
  expect(await service.database.query(`select detail from attempt where message_id = $1`, [made.messageId])).toEqual([
    { detail: 'DRY_RUN' },
  ]);
});

test('what breakers and switches do is published', async () => {
  const seen = async () =>
    await service.database.query<{ state: string }>(
      `select data::json ->> 'state' as state from outbox where type = 'provider.changed'`,
      [],
    );
  expect(new Set((await seen()).map(({ state }) => state))).toEqual(
    new Set(['OPEN', 'HALF_OPEN', 'CLOSED', 'ON', 'OFF', 'DRY_RUN']),
  );
});

test('exceptions are kept as long as archived messages are', async () => {
  const count = async () =>
    (await service.database.query<{ n: number }>(`select count(*)::int as n from exception`, []))[0]?.n;
  expect(await count()).toBeGreaterThan(0);
  const now = service.clock.now();
  const months = await service.app.get(ForgetExceptions).nextDue(service.database);
  expect((months as number) - now).toBeGreaterThan(760 * DAY);
  expect(await service.app.get(ForgetExceptions).run(addMs(months as Instant, -1))).toBe(0);
  await service.app.get(ForgetExceptions).run(months as Instant);
  expect(await count()).toBe(0);
  expect(await service.app.get(ForgetExceptions).nextDue(service.database)).toBeNull();
});

test('a switch of what is not there is refused by name', async () => {
  await expect(turn(SwitchMode.SWITCH_MODE_OFF, 'pigeon')).rejects.toThrow(/smtp, smtp-backup/);
});
