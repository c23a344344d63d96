import { TWILIO_CALLBACK, GOLDEN_CREDENTIALS } from '@perennial/fake-providers/golden-requests';
import { createHash } from 'node:crypto';
import { readAliyunCallback } from './aliyun-sms/aliyun-callback.js';
import type { Callback, CallbackReading, ReportedEvidence } from './callback.js';
import { isStop } from './sms-reply.js';
import { readTencentCallback } from './tencent-sms/tencent-callback.js';
import { readTwilioCallback } from './twilio-sms/twilio-callback.js';
import { signTwilio } from './twilio-sms/twilio-signature.js';

const SECRET = 'a-secret-of-the-url';
const callback = (body: unknown, change: Partial<Callback> = {}): Callback => ({
  method: 'POST',
  url: `https://renew.example/webhooks/sms/${SECRET}?x=1`,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: 0,
  ...change,
});
const reports = (reading: CallbackReading): readonly ReportedEvidence[] =>
  reading.kind === 'taken' ? reading.reports : [];
const told = (reading: CallbackReading): string[] =>
  reports(reading).map(({ evidence, closesAddress }) => `${evidence}${closesAddress ? ' closes' : ''}`);

const receipt = {
  phone_number: '13800138000',
  send_time: '2017-08-30 00:00:00',
  report_time: '2017-08-30 08:00:00',
  success: true,
  err_code: 'DELIVERED',
  err_msg: '用户接收成功',
  sms_size: '1',
  biz_id: '12345',
  out_id: 'k.1',
};
const status = {
  user_receive_time: '2015-10-17 08:03:04',
  nationcode: '86',
  mobile: '13800138000',
  report_status: 'SUCCESS',
  errmsg: 'DELIVRD',
  description: '用户短信送达成功',
  sid: '5000:1',
};

describe('Aliyun', () => {
  const read = (body: unknown, change: Partial<Callback> = {}): CallbackReading =>
    readAliyunCallback(callback(body, change), SECRET);

  test('a receipt is about the message of our key, at an instant in Beijing', () => {
    expect(read([receipt])).toEqual({
      kind: 'taken',
      answer: { status: 200, contentType: 'application/json', body: '{"code":0,"msg":"OK"}' },
      reports: [
        {
          reportId: '12345 true DELIVERED',
          message: { idempotencyKey: 'k.1' },
          evidence: 'delivered',
          happenedAt: Date.UTC(2017, 7, 30),
          detail: 'DELIVERED',
          closesAddress: false,
        },
      ],
    });
  });

  test('failed ones, dead numbers, replies and STOP (D-05, M-10)', () => {
    const failed = { ...receipt, success: false, out_id: undefined };
    const reading = read([
      { ...failed, err_code: 'UNDELIV' },
      { ...failed, err_code: 'INVALID_NUMBER' },
      { ...failed, err_code: 'MOBILE_IN_BLACK' },
      { phone_number: '13800138000', content: '好的', send_time: '2017-09-01 00:00:00', sequence_id: 1234567890 },
      { phone_number: '13800138000', content: 'ＴＤ', send_time: '2017-09-01 00:00:00', sequence_id: 1234567891 },
    ]);
    expect(told(reading)).toEqual(['bounced', 'bounced closes', 'complained closes', 'answered', 'complained closes']);
    expect(reports(reading).map(({ message }) => message)).toEqual([
      { providerMessageId: '12345' },
      { providerMessageId: '12345' },
      { providerMessageId: '12345' },
      { address: '+8613800138000' },
      { address: '+8613800138000' },
    ]);
    // Neither a number nor a person's words.
    expect(JSON.stringify(reports(reading).map(({ reportId, detail }) => [reportId, detail]))).not.toMatch(/138|好的/);
  });

  test('the same receipt has the same id, another state another one', () => {
    const id = (change: object): string | undefined => reports(read([{ ...receipt, ...change }]))[0]?.reportId;
    expect(id({})).toBe(id({ report_time: '2017-08-31 08:00:00' }));
    expect(id({})).not.toBe(id({ success: false, err_code: 'UNDELIV' }));
  });

  test('a secret that is none, a broken body and nonsense in an array', () => {
    for (const url of [
      'https://renew.example/webhooks/sms/another',
      'https://renew.example/webhooks/sms',
      `https://renew.example/webhooks/sms/${SECRET}x`,
      `https://renew.example/webhooks/sms/x?${SECRET}`,
      'nonsense',
    ])
      expect(read([receipt], { url })).toMatchObject({ kind: 'refused', answer: { status: 403 } });
    for (const body of ['', '{', '"x"', '[1]', '[null]'])
      expect(read(body)).toMatchObject({ kind: 'refused', answer: { status: 400 } });
    expect(read([receipt], { method: 'GET' })).toMatchObject({ kind: 'refused', answer: { status: 405 } });
    expect(told(read([{}, { success: true }, { biz_id: 'x', success: 'yes' }, receipt]))).toEqual(['delivered']);
    expect(reports(read([{ ...receipt, report_time: '2017-13-45 99:00:00' }]))).toHaveLength(1);
  });
});

describe('Tencent', () => {
  const read = (body: unknown, change: Partial<Callback> = {}): CallbackReading =>
    readTencentCallback(callback(body, change), SECRET);

  test('receipts by serial number, or by our key where it comes back', () => {
    const reading = read([status, { ...status, ext: 'k.1', report_status: 'FAIL', description: '号码为空号' }]);
    expect(told(reading)).toEqual(['delivered', 'bounced closes']);
    expect(reports(reading)).toMatchObject([
      { message: { providerMessageId: '5000:1' }, happenedAt: Date.UTC(2015, 9, 17, 0, 3, 4), detail: 'DELIVRD' },
      { message: { idempotencyKey: 'k.1' } },
    ]);
    expect(reading.answer).toMatchObject({ status: 200, body: '{"result":0,"errmsg":"OK"}' });
  });

  test('a reply is one object', () => {
    const reply = { extend: '', mobile: '13800138000', nationcode: '86', sign: 'x', text: '退订', time: 1457336869 };
    expect(reports(read(reply))).toMatchObject([
      {
        message: { address: '+8613800138000' },
        evidence: 'complained',
        closesAddress: true,
        happenedAt: 1457336869000,
      },
    ]);
    expect(told(read({ ...reply, text: 'OK', time: 'x' }))).toEqual(['answered']);
  });

  test('without the secret nothing is believed', () => {
    expect(read([status], { url: 'https://renew.example/webhooks/sms/x' })).toMatchObject({
      kind: 'refused',
      answer: { status: 403 },
    });
    expect(read('[')).toMatchObject({ kind: 'refused', answer: { status: 400 } });
    expect(told(read([{ sid: 'x', report_status: 'MAYBE' }]))).toEqual([]);
  });
});

describe('Twilio', () => {
  const { authToken } = GOLDEN_CREDENTIALS.twilio;
  const { url, params, signature } = TWILIO_CALLBACK;
  const posted = (form: Record<string, string>, change: Partial<Callback> = {}, sign = ''): CallbackReading => {
    const body = new URLSearchParams(form);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': sign === '' ? signTwilio(change.url ?? url, body, authToken) : sign,
    };
    return readTwilioCallback(callback(body.toString(), { url, headers, ...change }), authToken);
  };

  test("the official SDK's signature is taken, and the message is that of our key in the signed URL", () => {
    expect(posted(params, {}, signature)).toMatchObject({
      kind: 'taken',
      reports: [
        { reportId: `${params.MessageSid} delivered`, message: { idempotencyKey: 'k.1' }, evidence: 'delivered' },
      ],
    });
  });

  test.each<[string, Record<string, string>, Partial<Callback>]>([
    ['a changed field', { ...params, MessageStatus: 'failed' }, {}],
    ['a field more', { ...params, X: '1' }, {}],
    ['another key in the URL', params, { url: url.replace('k.1', 'k.2') }],
    ['another token', params, {}],
  ])('%s: refused', (name, form, change) => {
    const sign = name === 'another token' ? signTwilio(url, new URLSearchParams(form), 'other') : signature;
    expect(posted(form, change, sign)).toMatchObject({ kind: 'refused', answer: { status: 403 } });
  });

  test('the URL is signed with its port or without', () => {
    const withPort = url.replace('renew.example', 'renew.example:443');
    expect(posted(params, { url: withPort }, signature).kind).toBe('taken');
    const other = url.replace('renew.example', 'renew.example:8443');
    expect(posted(params, { url: other }, signature).kind).toBe('taken');
    expect(posted(params, {}, signTwilio(withPort, new URLSearchParams(params), authToken)).kind).toBe('taken');
  });

  test.each<[Record<string, string>, string[]]>([
    [{ MessageStatus: 'sent' }, []],
    [{ MessageStatus: 'read' }, ['opened']],
    [{ MessageStatus: 'undelivered', ErrorCode: '30003' }, ['bounced']],
    [{ MessageStatus: 'undelivered', ErrorCode: '30005' }, ['bounced closes']],
    [{ MessageStatus: 'failed', ErrorCode: '30006' }, ['bounced closes']],
    [{ MessageStatus: 'failed', ErrorCode: '21610' }, ['complained closes']],
    [{ Body: 'Thanks!' }, ['answered']],
    [{ Body: ' stop. ' }, ['complained closes']],
    [{ Body: 'no', OptOutType: 'STOP' }, ['complained closes']],
  ])('%j: %j (D-05, M-10)', (change, expected) => {
    const { MessageSid, To, From } = params;
    expect(told(posted({ MessageSid, To, From, ...change }))).toEqual(expected);
  });

  test('a body that is no form is signed by its hash', () => {
    const body = Buffer.from('{}');
    const hashed = `https://renew.example/webhooks/t?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const headers = {
      'content-type': 'application/json',
      'x-twilio-signature': signTwilio(hashed, new URLSearchParams(), authToken),
    };
    const read = (bytes: Buffer): string =>
      readTwilioCallback(callback('', { url: hashed, headers, body: bytes }), authToken).kind;
    expect([read(body), read(Buffer.from('{ }'))]).toEqual(['taken', 'refused']);
  });
});

test.each(['STOP', 'stop', 'Stop.', 'STOPALL', 'T', 'td', '退订', '回复退订', '拒收', 'ＴＤ', 'UNSUBSCRIBE'])(
  '%s stops',
  (text) => {
    expect(isStop(text)).toBe(true);
  },
);
test.each(['please do not stop', 'OK', '好', '', 'Tomorrow', '1'])('%j does not', (text) => {
  expect(isStop(text)).toBe(false);
});

/** As much as a body may hold. */
const MOST = 1024 * 1024;

test.each([
  ['nested brackets', '['.repeat(MOST / 2) + ']'.repeat(MOST / 2)],
  ['brackets that do not close', '['.repeat(MOST)],
  ['nested objects', '{"a":'.repeat(MOST / 8) + '1' + '}'.repeat(MOST / 8)],
  ['objects that say nothing', `[${Array.from({ length: MOST / 3 - 1 }, () => '{}').join(',')}]`],
  ['a number of a million digits', `[{"out_id":${'9'.repeat(MOST - 100)},"success":true}]`],
  ['names of the prototype', '[{"__proto__":{"success":true,"out_id":"k.1"},"constructor":1}]'],
  ['no UTF-8', Buffer.alloc(MOST, 0xff).toString('latin1')],
])('a megabyte of %s is read soon and reports nothing (C-10)', (_name, body) => {
  const started = performance.now();
  for (const read of [
    () => readAliyunCallback(callback(body), SECRET),
    () => readTencentCallback(callback(body), SECRET),
    () => readTwilioCallback(callback(body, { headers: { 'x-twilio-signature': 'x' } }), 'token'),
  ]) {
    // What throws is answered 400 by whoever asked (take-callback.ts).
    let reading: CallbackReading | undefined;
    try {
      reading = read();
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(reading ? reports(reading) : []).toEqual([]);
  }
  expect(performance.now() - started).toBeLessThan(3_000);
});

test('a callback that is replayed reports the same, under the same id: it counts once', () => {
  const ids = [0, 1, 2].map(() => reports(readAliyunCallback(callback([receipt]), SECRET))[0]?.reportId);
  expect(new Set(ids).size).toBe(1);
});
