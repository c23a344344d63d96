import { FakeProvider } from '@perennial/fake-providers/fake-provider';
import { FakeWecom } from '@perennial/fake-providers/fake-wecom';
import { newId } from '@perennial/kernel/ids';
import type { WecomMessage } from '../../channel/wecom/wecom.js';
import type { Callback } from '../callback.js';
import { capabilitiesOf } from '../provider.js';
import { WecomProvider } from './wecom.provider.js';

const account = {
  corpId: 'wwcorp',
  agentId: 1000002,
  secret: 'secret-of-the-app',
  callbackToken: 'token-of-callbacks',
  callbackAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};
const monotonic = (): number => performance.now();
let protocol: FakeWecom;
let fake: FakeProvider;
let provider: WecomProvider;
/** Requests as the fake got them. */
let heard: { path: string; body: Record<string, unknown> }[];

beforeEach(async () => {
  protocol = new FakeWecom('wecom', {
    ...account,
    callbackUrl: 'http://127.0.0.1:9/webhooks/wecom',
    strangers: ['wmStranger'],
  });
  heard = [];
  const handle = protocol.handle.bind(protocol);
  protocol.handle = (request) => {
    heard.push({
      path: request.target.split('?')[0] ?? '',
      body: JSON.parse(request.body || '{}') as Record<string, unknown>,
    });
    return handle(request);
  };
  fake = new FakeProvider(protocol);
  await fake.start();
  provider = open();
});
afterEach(async () => {
  await provider.close();
  await fake.stop();
});

function open(change: object = {}): WecomProvider {
  return new WecomProvider(
    {
      name: 'wecom',
      endpoint: fake.url,
      connections: 4,
      perSecond: 100,
      timings: { phaseMs: 400, finalMs: 400 },
      ...account,
      ...change,
    },
    { monotonic, wallNow: Date.now, rate: () => undefined },
  );
}
const key = (): string => `${newId()}.1`;
const toCustomer = (change: Partial<WecomMessage> = {}): WecomMessage => {
  const idempotencyKey = change.idempotencyKey ?? key();
  return {
    idempotencyKey,
    to: { kind: 'CUSTOMER', externalUserId: 'wmAbC1', writer: 'zhangsan' },
    text: '您好，Suite 将于2025年1月31日到期',
    link: { title: '答复', url: `https://renew.example/answer/t#${idempotencyKey}` },
    ...change,
  };
};
const toColleague = (change: Partial<WecomMessage> = {}): WecomMessage =>
  toCustomer({ to: { kind: 'COLLEAGUE', userId: 'lisi' }, link: undefined, ...change });
const send = (message: WecomMessage, ms = 1_000) => provider.send(message, { callBy: monotonic() + ms });
const idOf = (result: object): string => (result as { providerMessageId: string }).providerMessageId;

test('a customer is always named beside the writer, and the writer beside the customer (C-07)', async () => {
  expect(await send(toCustomer())).toMatchObject({ kind: 'waiting', confirmedThere: true });
  const [request] = heard.filter(({ path }) => path.endsWith('add_msg_template'));
  expect(request?.body).toMatchObject({ chat_type: 'single', external_userid: ['wmAbC1'], sender: 'zhangsan' });
  for (const to of [
    { kind: 'CUSTOMER', externalUserId: '', writer: 'zhangsan' },
    { kind: 'CUSTOMER', externalUserId: 'wmAbC1', writer: '' },
    { kind: 'COLLEAGUE', userId: '' },
  ] as const)
    expect(await send(toCustomer({ to }))).toMatchObject({ kind: 'refused', about: 'ADDRESS' });
  expect(fake.messages.map(({ to }) => to)).toEqual(['wmAbC1']);
});

test('a colleague is told by the app once, however often it is repeated (C-01)', async () => {
  const message = toColleague();
  expect([await send(message), await send(message)].map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
  expect(fake.messages.map(({ to, text }) => [to, text])).toEqual([['lisi', message.text]]);
  expect(heard.at(-1)?.body).toMatchObject({ enable_duplicate_check: 1, duplicate_check_interval: 14_400 });
  expect(capabilitiesOf(provider, message)).toEqual({ lookup: false, idempotent: true });
  expect(capabilitiesOf(provider, toCustomer())).toEqual({ lookup: true, idempotent: false });
});

test('one token for all calls, fetched in one flight, and anew once when it has ended', async () => {
  await Promise.all(Array.from({ length: 6 }, () => send(toCustomer())));
  expect([protocol.tokens, fake.messages.length]).toEqual([1, 6]);
  protocol.expireToken();
  expect((await send(toCustomer())).kind).toBe('waiting');
  expect([protocol.tokens, fake.messages.length]).toEqual([2, 7]);
  await fake.break({ how: 'code', code: '42001' });
  heard.length = 0;
  const before = fake.requests;
  // Every answer is that code, that of the token among them: it does not go on for ever.
  expect((await send(toCustomer())).kind).toBe('at_fault');
  expect(fake.requests - before).toBeLessThanOrEqual(3);
});

test('a secret that is none, and one byte more of a company, are refused: at fault, and nothing is taken', async () => {
  for (const change of [{ secret: 'secret-of-the-apP' }, { corpId: 'wwcorq' }]) {
    const another = open(change);
    expect(await another.send(toCustomer(), { callBy: monotonic() + 1_000 })).toMatchObject({ kind: 'at_fault' });
    await another.close();
  }
  expect(fake.messages).toEqual([]);
});

test('45009 slows the account down, and a stranger is an address that reaches nobody', async () => {
  await fake.break({ how: 'throttle' });
  expect(await send(toCustomer())).toMatchObject({ kind: 'later', throttled: true });
  await fake.mend();
  await provider.close();
  provider = open();
  const to = { kind: 'CUSTOMER', externalUserId: 'wmStranger', writer: 'zhangsan' } as const;
  expect(await send(toCustomer({ to }))).toMatchObject({ kind: 'refused', about: 'ADDRESS' });
});

test('a colleague gets 30 a minute: what would be dropped without a word is not sent', async () => {
  const results = [];
  for (let n = 0; n < 32; n += 1) results.push(await send(toColleague({ text: `notice ${n}` })));
  expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(30);
  expect(results.at(-1)).toMatchObject({ kind: 'later', reason: 'MEMBER_LIMIT' });
  expect(fake.messages).toHaveLength(30);
}, 20_000);

test('taken, then dropped: ambiguous, and found again by the key behind its link', async () => {
  await send(toCustomer());
  await fake.break({ how: 'drop' });
  const message = toCustomer();
  expect((await send(message)).kind).toBe('ambiguous');
  await fake.mend();
  const taken = fake.messages.find(({ key: one }) => one === message.idempotencyKey);
  expect(await provider.lookup(message.idempotencyKey)).toMatchObject({
    kind: 'waiting',
    providerMessageId: taken?.id,
  });
  expect(await provider.lookup(key())).toEqual({ kind: 'unknown' });
  await fake.break({ how: 'status', status: 503 });
  expect((await provider.lookup(message.idempotencyKey)).kind).toBe('unanswered');
});

test('what nobody may read is not sent: too long a text, and one whose time has passed', async () => {
  expect(await send(toCustomer({ text: '续'.repeat(1_400) }))).toMatchObject({ kind: 'refused', about: 'MESSAGE' });
  expect(await send(toCustomer(), -1)).toEqual({ kind: 'expired' });
  expect(fake.messages).toEqual([]);
});

describe('confirmations', () => {
  const waiting = async (staff: string): Promise<string> => {
    protocol.command('PUT staff', { staff });
    return idOf(await send(toCustomer()));
  };
  const looked = async (id: string) => (await provider.confirmations.look([id])).get(id);

  test.each([
    ['confirm', 'sent'],
    ['not-friend', 'not_friend'],
    ['capped', 'capped'],
  ])('colleagues who do %s: %s', async (staff, kind) => {
    const id = await waiting(staff);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await looked(id)).toMatchObject({ kind });
  });

  test('nobody confirms: it waits, is reminded of three times a day, and is cancelled', async () => {
    const id = await waiting('never');
    expect(await looked(id)).toEqual({ kind: 'waiting' });
    const reminded = [];
    for (let n = 0; n < 4; n += 1) reminded.push(await provider.confirmations.remind(id));
    expect(reminded).toEqual([true, true, true, false]);
    expect(await provider.confirmations.cancel(id)).toBe(true);
    protocol.command('POST confirm', {});
    expect(await looked(id)).toEqual({ kind: 'waiting' });
  });

  test('what was confirmed before it was cancelled has reached the customer', async () => {
    const id = await waiting('never');
    protocol.command('POST confirm', { id });
    expect(await provider.confirmations.cancel(id)).toBe(true);
    expect(await looked(id)).toMatchObject({ kind: 'sent' });
  });

  test('while WeCom does not answer nothing is known, of none of many', async () => {
    const ids = [await waiting('never'), await waiting('never')];
    await fake.break({ how: 'refuse' });
    const found = await provider.confirmations.look(ids);
    expect(ids.map((id) => found.get(id)?.kind)).toEqual(['unanswered', 'unanswered']);
    expect(await provider.confirmations.cancel(ids[0] ?? '')).toBe(false);
  });
});

test("a reply to the app is sealed and signed, and passes our own check; another company's does not", async () => {
  const { providerMessageId } = (await send(toColleague())) as { providerMessageId: string };
  const [message] = fake.messages.filter(({ id }) => id === providerMessageId);
  const sealed = message && protocol.reply(message, '好的', Date.now());
  const callback: Callback = {
    method: 'POST',
    url: sealed?.url ?? '',
    headers: {},
    body: Buffer.from(sealed?.body ?? ''),
    receivedAt: Date.now(),
  };
  expect(provider.readCallback(callback)).toMatchObject({ kind: 'taken', reports: [{ message: { address: 'lisi' } }] });
  const another = open({ corpId: 'wwother' });
  expect(another.readCallback(callback)).toMatchObject({ kind: 'refused' });
  await another.close();
});
