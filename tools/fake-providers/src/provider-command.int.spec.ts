import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TWILIO_SEND } from './golden-requests.js';
import { runProviderCommand } from './provider-command.js';
import { accountsOf, FAKE_CREDENTIALS } from './sample-accounts.js';
import { startFakeProviders, type RunningFakes } from './start-fake-providers.js';

const sample = readFileSync(new URL('../../../docs/samples/providers.yaml', import.meta.url), 'utf8');
let fakes: RunningFakes;
const catcher = createServer((_request, response) => {
  const mail = { subject: 'A <b>mail</b>', text: 'Hi', time: '2024-07-01T00:00:00Z', to: [{ address: 'a@b.example' }] };
  response.end(JSON.stringify([mail]));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => catcher.listen(0, '127.0.0.1', resolve));
  const mailUrl = `http://127.0.0.1:${(catcher.address() as AddressInfo).port}`;
  fakes = await startFakeProviders(accountsOf(sample, 'http://127.0.0.1:9'), { mailUrl });
});
afterAll(async () => {
  await fakes.stop();
  catcher.closeAllConnections();
  catcher.close();
});

const run = (...args: string[]) => runProviderCommand(args, fakes.controlUrl);
/** A message over the fake of Twilio. @returns the status of the answer. */
async function send(): Promise<number | string> {
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = FAKE_CREDENTIALS;
  try {
    const answer = await fetch(`${fakes.providers['sms-twilio']?.url}/2010-04-01/Accounts/${sid}/Messages.json`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`,
      },
      body: new URLSearchParams({ To: '+447700900123', From: '+15005550006', Body: 'Hi <you>' }).toString(),
    });
    return answer.status;
  } catch (error) {
    return (error as { cause: { code: string } }).cause.code;
  }
}

test('a provider is broken, listed as such and mended (docs/samples/providers.yaml)', async () => {
  expect(await send()).toBe(201);
  expect(await run('break', 'sms-twilio')).toEqual({
    code: 0,
    text: 'sms-twilio is broken: refuse. npm run provider -- mend sms-twilio mends it',
  });
  expect(await send()).toBe('ECONNREFUSED');
  expect((await run('list')).text).toMatch(
    /sms-aliyun .* well\n.*sms-tencent .* well\nsms-twilio .* 1 messages {2}broken: refuse/,
  );
  expect(await run('mend', 'sms-twilio')).toEqual({ code: 0, text: 'sms-twilio is well again' });
  expect(await send()).toBe(201);
});

test.each<[string[], string, number]>([
  [['--how', 'status', '--status', '502'], 'status, status 502', 502],
  [['--how', 'throttle', '--retry-after', '60'], 'throttle, retryAfterMs 60000', 429],
  [['--how', 'code', '--code', '21610'], 'code, code 21610', 400],
  [['--how', 'slow', '--ms', '5'], 'slow, ms 5', 201],
])('break %j: %s', async (args, told, status) => {
  expect((await run('break', 'sms-twilio', ...args)).text).toContain(`is broken: ${told}.`);
  expect(await send()).toBe(status);
  await run('mend', 'sms-twilio');
});

test.each<[string[], number, RegExp]>([
  [['--help'], 0, /npm run provider -- break/],
  [[], 0, /npm run provider -- list/],
  [['break'], 2, /^not understood: break/],
  [['break', 'sms-nobody'], 2, /there is no such provider; there are sms-aliyun, sms-tencent, sms-twilio/],
  [['break', 'sms-twilio', '--how', 'explode'], 2, /--how is one of refuse/],
  [['break', 'sms-twilio', '--how', 'status'], 2, /status must be a whole number from 400 to 599/],
  [['--what'], 2, /Unknown option/],
  [['reply', 'nothing', 'STOP'], 1, /there is no such message/],
  [['list', '--url', 'http://127.0.0.1:1'], 2, /^http:\/\/127\.0\.0\.1:1: /],
])('%j ends with %i', async (args, code, text) => {
  const answer = await run(...args);
  expect(answer.code).toBe(code);
  expect(answer.text).toMatch(text);
});

test('colleagues of WeCom confirm what waits for them, or never, as they are told (C-07)', async () => {
  expect((await run('staff', 'wecom', 'never')).code).toBe(0);
  expect(await run('confirm', 'wecom')).toEqual({ code: 1, text: '0 messages were confirmed by colleagues' });
  const call = async (path: string, body?: object): Promise<Record<string, never>> => {
    const given = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    return (await (await fetch(`${fakes.providers['wecom']?.url}/cgi-bin/${path}`, given)).json()) as never;
  };
  const secret = FAKE_CREDENTIALS.WECOM_SECRET;
  const { access_token: token } = await call(`gettoken?corpid=ww0123456789abcdef&corpsecret=${secret}`);
  const message = { chat_type: 'single', external_userid: ['wmA'], sender: 'lisi', text: { content: '您好' } };
  const { msgid } = await call(`externalcontact/add_msg_template?access_token=${token}`, message);
  expect(await call('externalcontact/add_msg_template?access_token=forged', message)).toMatchObject({ errcode: 40014 });
  const page = async (): Promise<string> => await (await fetch(fakes.controlUrl)).text();
  expect(await page()).toContain('waits for lisi');
  expect(await run('confirm', 'wecom', msgid ?? '')).toMatchObject({ code: 0 });
  expect(await page()).toContain('wmA: sent');
  expect((await run('staff', 'wecom', 'sleep')).text).toContain('confirm, never, not-friend, capped');
});

test('without fakes it says what brings them', async () => {
  expect(await runProviderCommand(['list'], undefined)).toMatchObject({
    code: 2,
    text: expect.stringContaining('npm start brings them'),
  });
});

test('the page shows every message of every channel, mails among them, as text', async () => {
  const page = await (await fetch(fakes.controlUrl)).text();
  for (const shown of ['Hi &lt;you&gt;', 'sms-twilio', 'A &lt;b&gt;mail&lt;/b&gt;', 'a@b.example', 'sms-aliyun'])
    expect(page).toContain(shown);
  expect(page).not.toContain('<you>');
});

test('a page of another site breaks nothing', async () => {
  const answer = await fetch(`${fakes.controlUrl}/providers/sms-twilio/fault`, {
    method: 'PUT',
    headers: { origin: 'https://evil.example' },
    body: '{"how":"hang"}',
  });
  expect(answer.status).toBe(403);
  for (const body of ['{', '{"how":"slow"}', 'x'.repeat(70_000)])
    expect((await fetch(`${fakes.controlUrl}/providers/sms-twilio/fault`, { method: 'PUT', body })).status).toBe(400);
});

test('the recorded requests are of other accounts: they are refused', async () => {
  const url = `${fakes.providers['sms-twilio']?.url}${TWILIO_SEND.target}`;
  const { authorization = '' } = TWILIO_SEND.headers;
  expect((await fetch(url, { method: 'POST', headers: { authorization }, body: TWILIO_SEND.body })).status).toBe(401);
});
