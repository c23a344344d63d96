import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeAliyun } from '@perennial/fake-providers/fake-aliyun';
import type { FakeRequest } from '@perennial/fake-providers/fake-protocol';
import { FakeTencent } from '@perennial/fake-providers/fake-tencent';
import { startFakeProviders, type RunningFakes } from '@perennial/fake-providers/start-fake-providers';
import {
  account,
  ALIYUN,
  chinese,
  english,
  monotonic,
  pumped,
  SIGN,
  TENCENT,
  tools,
  TWILIO,
} from '../../test/sms-stand.js';
import { AliyunSmsProvider } from './aliyun-sms/aliyun-sms.provider.js';
import type { ProviderResult } from './provider.js';
import { TencentSmsProvider } from './tencent-sms/tencent-sms.provider.js';
import { TwilioSmsProvider } from './twilio-sms/twilio-sms.provider.js';

let fakes: RunningFakes;
beforeAll(async () => {
  fakes = await startFakeProviders({ twilio: { ...TWILIO, senders: [TWILIO.sender] } });
});
afterEach(() => fake('sms-twilio').mend());
afterAll(() => fakes.stop());
const fake = (name: string) => fakes.providers[name] as NonNullable<RunningFakes['providers'][string]>;

test('one changed byte of our own request is refused, and the request itself is taken', async () => {
  const seen: FakeRequest[] = [];
  const recorder = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '' } = request;
      const headers = request.headers as Record<string, string>;
      seen.push({ method, target, headers, body: Buffer.concat(chunks).toString(), receivedAt: Date.now() });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`;
  const own = [
    new AliyunSmsProvider({ ...account('a'), ...ALIYUN, endpoint }, tools()),
    new TencentSmsProvider({ ...account('t'), ...TENCENT, endpoint }, tools()),
  ];
  for (const provider of own) {
    await provider.send(chinese(), { callBy: monotonic() + 2_000 });
    await provider.close();
  }
  recorder.closeAllConnections();
  recorder.close();
  const [aliyun, tencent] = seen as [FakeRequest, FakeRequest];
  const takes = (request: FakeRequest): boolean => {
    const fakeOf =
      request.headers['x-tc-action'] === undefined
        ? new FakeAliyun('a', { ...ALIYUN, signNames: [SIGN], templates: { SMS_1: ALIYUN.texts[0]?.text ?? '' } })
        : new FakeTencent('t', {
            ...TENCENT,
            signNames: [SIGN],
            templates: { '449739': TENCENT.texts[0]?.text ?? '' },
          });
    return fakeOf.handle(request, []).message !== undefined;
  };
  const changed = (word: string, at: number): string =>
    word.slice(0, at) + (word[at] === '1' ? '2' : '1') + word.slice(at + 1);
  expect([takes(aliyun), takes(tencent)]).toEqual([true, true]);
  for (let at = 2; at < aliyun.target.length; at += 5)
    expect(takes({ ...aliyun, target: changed(aliyun.target, at) })).toBe(false);
  for (let at = 0; at < tencent.body.length; at += 5)
    expect(takes({ ...tencent, body: changed(tencent.body, at) })).toBe(false);
});

test('429 with and without Retry-After: the account waits, and its capacity falls', async () => {
  const provider = new TwilioSmsProvider(
    {
      ...account('sms-twilio', { regions: { except: ['CN'] }, perSecond: 50, connections: 100 }),
      ...TWILIO,
      endpoint: fake('sms-twilio').url,
      callbackUrl: undefined,
    },
    tools(),
  );
  const once = (): Promise<ProviderResult> => provider.send(english(), { callBy: monotonic() + 1_000 });
  expect(provider.capacity()).toBe(50);
  await fake('sms-twilio').break({ how: 'throttle' });
  expect(await once()).toEqual({ kind: 'later', reason: '20429', throttled: true, retryAfterMs: undefined });
  expect(provider.capacity()).toBeLessThanOrEqual(26);
  await fake('sms-twilio').break({ how: 'throttle', retryAfterMs: 30_000 });
  expect(await once()).toMatchObject({ kind: 'later', retryAfterMs: 30_000 });
  expect(provider.capacity()).toBe(0);
  const before = fake('sms-twilio').requests;
  expect(await once()).toEqual({ kind: 'expired' });
  expect(fake('sms-twilio').requests).toBe(before);
  await provider.close();
});

test('the cap of a month holds, and what was not taken costs nothing; pumping is told', async () => {
  pumped.length = 0;
  const provider = new TwilioSmsProvider(
    {
      ...account('capped', { regions: { except: ['CN'] }, cap: 180_000 }),
      ...TWILIO,
      endpoint: fake('sms-twilio').url,
      callbackUrl: undefined,
    },
    tools(),
  );
  const once = async (): Promise<string> => (await provider.send(english(), { callBy: monotonic() + 1_000 })).kind;
  await fake('sms-twilio').break({ how: 'code', code: '21617' });
  expect(await once()).toBe('refused');
  await fake('sms-twilio').mend();
  expect([await once(), await once(), await once(), await once()]).toEqual(Array.from({ length: 4 }, () => 'accepted'));
  expect(await provider.send(english(), { callBy: monotonic() + 1_000 })).toEqual({
    kind: 'at_fault',
    reason: 'SPEND_CAP',
  });
  expect(pumped).toEqual(['alarm GB', 'capped capped']);
  await provider.close();
});
