import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountsOf, FAKE_CREDENTIALS } from '@perennial/fake-providers/sample-accounts';
import { startFakeProviders, type RunningFakes } from '@perennial/fake-providers/start-fake-providers';
import { addMs, DAY, MINUTE } from '@perennial/kernel/instant';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type DueChange, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { deliveryService } from '../service.js';

/** The sample with a text for the template that the scene names, on the port of the system under test. */
const sample = readFileSync(new URL('../../../../docs/samples/providers.yaml', import.meta.url), 'utf8')
  .replaceAll('https://renew.example', 'http://127.0.0.1:8080')
  .replaceAll('state: pending', 'state: registered')
  .replace('code: SMS_154950909', 'code: SMS_ANOTHER')
  .replace(/'\{1\} 的 [^']*'/, "'请在{3}前续约 {1} 的 {2}，金额{4}，续约请点 http://127.0.0.1:8080/pay/{5}'")
  .replace(
    "template: last-warning\n        locale: zh\n        code: '449739'",
    "template: reminder\n        locale: zh\n        code: '449739'",
  );

let environment: TestEnvironment;
let mails: RecordingHttpSink;
let fakes: RunningFakes;
let peers: DeliveryPeers;
let settings: Awaited<ReturnType<TestEnvironment['of']>>;
let service: RunningService;
const folder = mkdtempSync(join(tmpdir(), 'perennial-providers-'));

beforeAll(async () => {
  environment = await testEnvironment();
  mails = await RecordingHttpSink.start();
  fakes = await startFakeProviders(accountsOf(sample, 'http://127.0.0.1:8080'));
  const file = join(folder, 'providers.yaml');
  const kindOf = {
    'aliyun-sms': 'sms-aliyun',
    'tencent-sms': 'sms-tencent',
    'twilio-sms': 'sms-twilio',
    ses: 'mail-ses',
    mailchimp: 'mail-mailchimp',
  };
  const pointed = Object.entries(kindOf).reduce(
    (text, [kind, name]) =>
      text.replace(`kind: ${kind}\n`, `kind: ${kind}\n    endpoint: ${fakes.providers[name]?.url}\n`),
    sample,
  );
  writeFileSync(file, pointed);
  settings = await environment.of('delivery', {
    ...FAKE_CREDENTIALS,
    HTTP_PROVIDER_URL: mails.url,
    PROVIDERS_FILE: file,
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
  await fakes.stop();
  await mails.stop();
  await environment.close();
  rmSync(folder, { recursive: true });
}, 60_000);
afterEach(async () => {
  await Promise.all(Object.values(fakes.providers).map((fake) => fake.mend()));
  // Breakers close again.
  await walkTo(participantsOf([service]), addMs(service.clock.now(), 20 * MINUTE));
});

const scene = () => new DeliveryScene(peers, () => service);
let number = 13800138000;
const due = (change: DueChange = {}): Made =>
  scene().due({
    channel: Channel.CHANNEL_SMS,
    address: `+86${(number += 1)}`,
    locale: 'zh-CN',
    windowClosesIn: 30 * DAY,
    ...change,
  });
const taken = (name: string, made: Made) =>
  (fakes.providers[name]?.messages ?? []).filter(({ key }) => key === `${made.messageId}.1`);
const tell = (made: Made) => tellService(service, [made.event]);
const calls = async (made: Made): Promise<string[]> =>
  (
    await service.database.query<{ call: string }>(
      `select concat_ws(' ', provider, state, detail) as call from attempt where message_id = $1 order by n`,
      [made.messageId],
    )
  ).map(({ call }) => call);

test('a Chinese number is told by a domestic provider, with the registered text (C-10, C-11)', async () => {
  const made = due();
  await tell(made);
  expect(await calls(made)).toEqual(['sms-aliyun ACCEPTED']);
  expect(taken('sms-aliyun', made).map(({ text }) => text)).toEqual([
    `【续约服务】请在2024年8月31日前续约 Analytical Engines 的 Suite 1，金额€1,200.00，续约请点 http://127.0.0.1:8080/pay/pay-${made.riders[0]?.termId}?lang=zh`,
  ]);
  expect(await scene().outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect(mails.accepted()).toEqual([]);
});

test('a number overseas is told by the one that serves it (C-11)', async () => {
  const made = due({ address: '+447700900123', locale: 'en-GB' });
  await tell(made);
  // Nobody else was asked: where a provider carries messages is known before a call.
  expect(await calls(made)).toEqual(['sms-twilio ACCEPTED']);
  expect(taken('sms-twilio', made)[0]?.text).toBe(
    `Please renew Suite 1 of Analytical Engines before 31 August 2024. €1,200.00, renew here: http://127.0.0.1:8080/pay/pay-${made.riders[0]?.termId}`,
  );
  expect([...taken('sms-aliyun', made), ...taken('sms-tencent', made)]).toEqual([]);
});

test('mail to customers overseas goes over the provider of that region, and all other mail as it is set (C-11)', async () => {
  const mail = (country: string, address: string): Made =>
    due({ channel: Channel.CHANNEL_EMAIL, address, locale: 'en-GB', country });
  const [abroad, home] = [mail('GB', 'ada@customer.example'), mail('CN', 'li@customer.example')];
  await tell(abroad);
  await tell(home);
  expect([await calls(abroad), await calls(home)]).toEqual([['mail-mailchimp ACCEPTED'], ['http ACCEPTED']]);
  expect(taken('mail-mailchimp', abroad).map(({ to }) => to)).toEqual(['ada@customer.example']);
});

test('the provider of the region is down: mail overseas goes over the others (C-10, C-11)', async () => {
  await fakes.providers['mail-mailchimp']?.break({ how: 'code', code: 'PaymentRequired' });
  const made = due({ channel: Channel.CHANNEL_EMAIL, address: 'eve@customer.example', locale: 'en', country: 'GB' });
  await tell(made);
  expect(await calls(made)).toEqual(['mail-mailchimp PROVIDER_AT_FAULT PaymentRequired', 'http ACCEPTED']);
});

test('those that serve a number are down: no other is asked, and after half an hour the next channel tells it (C-10)', async () => {
  for (const name of ['sms-aliyun', 'sms-tencent'])
    await fakes.providers[name]?.break({
      how: 'code',
      code: name === 'sms-aliyun' ? 'isv.AMOUNT_NOT_ENOUGH' : 'FailedOperation.InsufficientBalanceInSmsPackage',
    });
  await tell(due());
  // Their breakers are open; Twilio is well, and serves no Chinese number.
  const made = due({ ladder: [Channel.CHANNEL_EMAIL] });
  await tell(made);
  expect(await calls(made)).toEqual([]);
  await walkTo(participantsOf([service]), addMs(service.clock.now(), 31 * MINUTE));
  expect(
    (await calls(made)).filter((call) => !call.startsWith('sms-aliyun') && !call.startsWith('sms-tencent')),
  ).toEqual([]);
  const messages = await service.database.query<{ channel: string; reason: string | null }>(
    `select channel, reason from message where customer_id = $1 order by opened_at, channel`,
    [made.customerId],
  );
  expect(messages.map(({ channel }) => channel)).toEqual(['SMS', 'EMAIL']);
});

test('the first provider is dead: the next one of the channel tells it, once (C-10, L-04)', async () => {
  await fakes.providers['sms-aliyun']?.break({ how: 'refuse' });
  const made = due();
  await tell(made);
  expect((await calls(made)).at(-1)).toBe('sms-tencent ACCEPTED');
  expect([taken('sms-aliyun', made), taken('sms-tencent', made)].map(({ length }) => length)).toEqual([0, 1]);
});

test('taken, then dropped: found again by its key and told once, over no other provider', async () => {
  await fakes.providers['sms-aliyun']?.break({ how: 'drop' });
  const made = due();
  await tell(made);
  expect(await calls(made)).toEqual(['sms-aliyun ACCEPTED']);
  expect(await scene().outcomes(made)).toMatchObject([{ state: 'REMINDER_STATE_SENT' }]);
  expect([taken('sms-aliyun', made), taken('sms-tencent', made)].map(({ length }) => length)).toEqual([1, 0]);
});

test('what the messages cost is kept over a restart', async () => {
  const made = due();
  await tell(made);
  await service.stop();
  service = await startService(deliveryService, settings);
  const rows = await service.database.query<{ provider: string; month: string; micros: string }>(
    `select provider, month, micros::text as micros from spend where provider = 'sms-aliyun' order by month`,
  );
  expect(rows).toEqual([
    { provider: 'sms-aliyun', month: expect.stringMatching(/^\d{4}-\d\d$/), micros: expect.any(String) },
  ]);
  // Several segments each: with its signature and a link the text is longer than 70 characters.
  expect(Number(rows[0]?.micros) % 45_000).toBe(0);
  expect(Number(rows[0]?.micros)).toBeGreaterThan(45_000);
}, 60_000);
