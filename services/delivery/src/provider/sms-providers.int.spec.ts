import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  startFakeProviders,
  type FakeAccounts,
  type RunningFakes,
} from '@perennial/fake-providers/start-fake-providers';
import {
  account,
  ALIYUN,
  chinese,
  english,
  monotonic,
  SECRET,
  SIGN,
  TENCENT,
  tools,
  TWILIO,
} from '../../test/sms-stand.js';
import type { Sms } from '../channel/sms/sms.js';
import { AliyunSmsProvider } from './aliyun-sms/aliyun-sms.provider.js';
import type { ReportedEvidence } from './callback.js';
import type { Provider, ProviderResult } from './provider.js';
import { TencentSmsProvider } from './tencent-sms/tencent-sms.provider.js';
import { TwilioSmsProvider } from './twilio-sms/twilio-sms.provider.js';

let fakes: RunningFakes;
let reports: ReportedEvidence[] = [];
let hook: Server;
let providers: Record<'sms-aliyun' | 'sms-tencent' | 'sms-twilio', Provider<Sms>>;
const messages = { 'sms-aliyun': chinese, 'sms-tencent': chinese, 'sms-twilio': english };
const NAMES = Object.keys(messages) as (keyof typeof messages)[];

beforeAll(async () => {
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void take());
    const take = async (): Promise<void> => {
      const name = (request.url ?? '').split('/')[2]?.split('?')[0] as keyof typeof messages;
      const { port } = hook.address() as AddressInfo;
      const reading = await providers[name].readCallback?.({
        method: request.method ?? '',
        url: `http://127.0.0.1:${port}${request.url}`,
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks),
        receivedAt: Date.now(),
      });
      if (reading?.kind === 'taken') reports.push(...reading.reports);
      response.writeHead(reading?.answer.status ?? 500).end(reading?.answer.body);
    };
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const public_ = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  const accounts: FakeAccounts = {
    aliyun: {
      ...ALIYUN,
      signNames: [SIGN],
      templates: { SMS_1: ALIYUN.texts[0]?.text ?? '' },
      callbackUrl: `${public_}/webhooks/sms-aliyun/${SECRET}`,
    },
    tencent: {
      ...TENCENT,
      signNames: [SIGN],
      templates: { '449739': TENCENT.texts[0]?.text ?? '' },
      callbackUrl: `${public_}/webhooks/sms-tencent/${SECRET}`,
    },
    twilio: { ...TWILIO, senders: [TWILIO.sender], replyUrl: `${public_}/webhooks/sms-twilio` },
  };
  fakes = await startFakeProviders(accounts);
  const at = (name: string): { endpoint: string } => ({ endpoint: fakes.providers[name]?.url ?? '' });
  providers = {
    'sms-aliyun': new AliyunSmsProvider({ ...account('sms-aliyun'), ...ALIYUN, ...at('sms-aliyun') }, tools()),
    'sms-tencent': new TencentSmsProvider({ ...account('sms-tencent'), ...TENCENT, ...at('sms-tencent') }, tools()),
    'sms-twilio': new TwilioSmsProvider(
      {
        ...account('sms-twilio', { regions: { except: ['CN'] } }),
        ...TWILIO,
        ...at('sms-twilio'),
        callbackUrl: `${public_}/webhooks/sms-twilio`,
      },
      tools(),
    ),
  };
});
afterEach(async () => {
  await Promise.all(Object.values(fakes.providers).map((one) => one.mend()));
  // Receipts of this test are none of the next one.
  await sleep(60);
  reports = [];
});
afterAll(async () => {
  await Promise.all(Object.values(providers).map((provider) => provider.close()));
  await fakes.stop();
  hook.closeAllConnections();
  hook.close();
});

const send = (name: keyof typeof messages, change: Partial<Sms> = {}, withinMs = 2_000): Promise<ProviderResult> =>
  providers[name].send(messages[name](change), { callBy: monotonic() + withinMs });
const fake = (name: string) => fakes.providers[name] as NonNullable<RunningFakes['providers'][string]>;
const until = async (found: () => boolean): Promise<void> => {
  for (let n = 0; n < 200 && !found(); n += 1) await sleep(10);
  expect(found()).toBe(true);
};

describe.each(NAMES)('%s', (name) => {
  test('a message arrives as it was written, and its receipt finds it by our key', async () => {
    const result = await send(name, { idempotencyKey: `${name}.7` });
    expect(result).toEqual({ kind: 'accepted', providerMessageId: expect.stringMatching(/^\S+$/) });
    const taken = fake(name).messages.at(-1);
    const text = messages[name]().text;
    expect(taken).toMatchObject({ key: `${name}.7`, text: name === 'sms-twilio' ? text : `【${SIGN}】${text}` });
    await until(() => reports.length === 1);
    expect(reports).toMatchObject([
      { message: { idempotencyKey: `${name}.7` }, evidence: 'delivered', closesAddress: false },
    ]);
  });

  test('receipts twice and backwards are the same reports; late ones come all the same (review 44)', async () => {
    fake(name).report({ ...fake(name).receipts, hold: true, duplicate: true, reorder: true });
    for (const key of ['k.1', 'k.2']) await send(name, { idempotencyKey: key });
    expect(await fake(name).release()).toBe(2);
    expect(reports.map(({ message }) => Object.values(message)[0])).toEqual(['k.2', 'k.2', 'k.1', 'k.1']);
    expect(new Set(reports.map(({ reportId }) => reportId)).size).toBe(2);
    fake(name).report({ ...fake(name).receipts, hold: false, duplicate: false, reorder: false });
  });

  test('a number that does not exist closes the address; STOP is a complaint of whoever wrote it', async () => {
    fake(name).report({ ...fake(name).receipts, ending: 'no_such_number' });
    await send(name);
    await until(() => reports.length === 1);
    expect(reports).toMatchObject([{ evidence: 'bounced', closesAddress: true }]);
    fake(name).report({ ...fake(name).receipts, ending: 'delivered' });
    expect(await fake(name).reply(fake(name).messages.at(-1)?.id ?? '', '退订')).toBe(true);
    expect(reports.at(-1)).toMatchObject({
      message: { address: messages[name]().to },
      evidence: 'complained',
      closesAddress: true,
    });
  });

  test('nobody listens: it cannot have acted', async () => {
    await fake(name).break({ how: 'refuse' });
    // Until then the connection that was kept could be thought open: what breaks in the middle may have arrived.
    await sleep(50);
    expect(await send(name)).toMatchObject({ kind: 'later', reason: expect.stringMatching(/^HTTP_/) });
  });

  test('a hanging one may have acted', async () => {
    await fake(name).break({ how: 'hang' });
    expect(await send(name)).toMatchObject({ kind: 'ambiguous' });
  });

  test('taken, then dropped: ambiguous, and asked where it can be (protocol.md, Guard, fence and call)', async () => {
    await fake(name).break({ how: 'drop' });
    expect(await send(name, { idempotencyKey: `${name}.drop` })).toMatchObject({ kind: 'ambiguous' });
    await fake(name).mend();
    const asked = [await providers[name].lookup(`${name}.drop`), await providers[name].lookup('never-sent')];
    expect(asked.map(({ kind }) => kind)).toEqual(
      name === 'sms-aliyun' ? ['accepted', 'unanswered'] : ['unanswered', 'unanswered'],
    );
  });

  test.each([
    [500, 'ambiguous'],
    [503, 'ambiguous'],
    [403, 'at_fault'],
    [429, 'later'],
  ])('HTTP %i without a word: %s', async (status, kind) => {
    await fake(name).break({ how: 'status', status });
    expect((await send(name)).kind).toBe(kind);
  });

  test('it flaps', async () => {
    await fake(name).break({ how: 'flap', up: 1, down: 2 });
    const kinds: string[] = [];
    for (let n = 0; n < 4; n += 1) kinds.push((await send(name)).kind);
    expect(kinds).toEqual(['accepted', 'ambiguous', 'ambiguous', 'accepted']);
  });

  test('a number of a country that it does not serve never leaves, and another provider may (C-11)', async () => {
    const before = fake(name).requests;
    const to = name === 'sms-twilio' ? '+8613800138000' : '+447700900123';
    expect(await send(name, { to })).toEqual({ kind: 'refused', reason: 'COUNTRY_NOT_SERVED', about: 'PROVIDER' });
    expect(await send(name, { to: '13800138000' })).toEqual({
      kind: 'refused',
      reason: 'NOT_E164',
      about: 'ADDRESS',
    });
    expect(fake(name).requests).toBe(before);
  });
});

describe.each(['sms-aliyun', 'sms-tencent'] as const)('%s', (name) => {
  test.each<[string, Partial<Sms>, string]>([
    ['an unregistered text', { template: 'reminder' }, 'TEMPLATE_NOT_REGISTERED: reminder zh'],
    ['another text', { text: 'x' }, 'TEMPLATE_TEXT_DIFFERS: last-warning zh'],
    [
      'a link in a name',
      { text: 'www.evil 将于1日到期', variables: { product: 'www.evil', lastDay: '1日' } },
      'URL_IN_VARIABLE: product of last-warning zh',
    ],
  ])('%s never leaves', async (_name, change, reason) => {
    const before = fake(name).requests;
    expect(await send(name, change)).toEqual({ kind: 'refused', reason, about: 'PROVIDER' });
    expect(fake(name).requests).toBe(before);
  });
});
