import { FakeAliyun } from './fake-aliyun.js';
import type { FakeProtocol, FakeRequest, Handled } from './fake-protocol.js';
import { FakeTencent } from './fake-tencent.js';
import { FakeTwilio, twilioSignature } from './fake-twilio.js';
import {
  ALIYUN_QUERY,
  ALIYUN_SEND,
  GOLDEN_CREDENTIALS,
  TENCENT_SEND,
  TWILIO_CALLBACK,
  TWILIO_SEND,
  type GoldenRequest,
} from './golden-requests.js';

const aliyun = (change: object = {}): FakeAliyun =>
  new FakeAliyun('sms-aliyun', {
    ...GOLDEN_CREDENTIALS.aliyun,
    signNames: ['阿里云测试'],
    templates: { SMS_154950909: `\${product}于\${day}到期` },
    ...change,
  });
const tencent = (change: object = {}): FakeTencent =>
  new FakeTencent('sms-tencent', {
    ...GOLDEN_CREDENTIALS.tencent,
    sdkAppId: '1400006666',
    signNames: ['腾讯云'],
    templates: { '449739': '{1}于{2}到期' },
    ...change,
  });
const twilio = (change: object = {}): FakeTwilio =>
  new FakeTwilio('sms-twilio', { ...GOLDEN_CREDENTIALS.twilio, senders: ['+15005550006'], ...change });

const recordedAt = Date.parse(ALIYUN_SEND.headers['x-acs-date'] ?? '');
const requestOf = (golden: GoldenRequest, change: Partial<FakeRequest> = {}): FakeRequest => ({
  ...golden,
  receivedAt: recordedAt,
  ...change,
});
/** A word for what it answered. */
function outcome({ answer, message }: Handled): string {
  if (message) return 'taken';
  const body = JSON.parse(answer.body) as Record<string, never>;
  const { Response: response } = body as {
    Response?: { Error?: { Code: string }; SendStatusSet?: { Code: string }[] };
  };
  const code = response?.Error?.Code ?? response?.SendStatusSet?.[0]?.Code ?? body['Code'] ?? body['code'];
  return `${answer.status} ${String(code)}`;
}
const said = (fake: FakeProtocol, request: FakeRequest): string => outcome(fake.handle(request, []));

describe("the official SDK's requests", () => {
  test.each<[string, FakeProtocol, GoldenRequest, string]>([
    ['Aliyun SendSms', aliyun(), ALIYUN_SEND, 'taken'],
    ['Aliyun QuerySendDetails', aliyun(), ALIYUN_QUERY, '200 OK'],
    ['Tencent SendSms', tencent(), TENCENT_SEND, 'taken'],
    ['Twilio Messages', twilio(), TWILIO_SEND, 'taken'],
  ])('%s is taken', (_name, fake, golden, expected) => {
    expect(said(fake, requestOf(golden))).toBe(expected);
  });

  test('what was taken reads as a person would read it, with our key', () => {
    expect(aliyun().handle(requestOf(ALIYUN_SEND), []).message).toMatchObject({
      to: '13800138000',
      text: `【阿里云测试】引擎 "A" (v1)! it's * ~ + &=%于2025年1月31日到期`,
      key: '0190b5c8-0000-7000-8000-000000000001.1',
    });
    expect(tencent().handle(requestOf(TENCENT_SEND)).message).toMatchObject({
      to: '+8613800138000',
      text: '【腾讯云】引擎 "A"于2025年1月31日到期',
      key: '0190b5c8-0000-7000-8000-000000000001.1',
    });
    expect(twilio().handle(requestOf(TWILIO_SEND)).message).toMatchObject({ to: '+447700900123', key: 'k.1' });
  });
});

describe('one changed byte', () => {
  const changed = (text: string, at: number): string =>
    text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1);

  test.each(['PhoneNumbers=1', 'OutId=0', 'TemplateCode=SMS_1'])('of the query of Aliyun, behind %s', (before) => {
    const target = changed(ALIYUN_SEND.target, ALIYUN_SEND.target.indexOf(before) + before.length - 1);
    expect(target).not.toBe(ALIYUN_SEND.target);
    expect(said(aliyun(), requestOf(ALIYUN_SEND, { target }))).toBe('400 SignatureDoesNotMatch');
  });

  test.each(['x-acs-action', 'x-acs-version', 'x-acs-signature-nonce', 'x-acs-content-sha256', 'host'])(
    'of the header %s',
    (name) => {
      const headers = { ...ALIYUN_SEND.headers, [name]: changed(ALIYUN_SEND.headers[name] ?? '', 3) };
      expect(said(aliyun(), requestOf(ALIYUN_SEND, { headers }))).toBe('400 SignatureDoesNotMatch');
    },
  );

  test('a header of Aliyun that is not signed, and a body that should be empty', () => {
    const headers = { ...ALIYUN_SEND.headers, 'x-acs-security-token': 'x' };
    expect(said(aliyun(), requestOf(ALIYUN_SEND, { headers }))).toBe('400 SignatureDoesNotMatch');
    expect(said(aliyun(), requestOf(ALIYUN_SEND, { body: 'x' }))).toBe('400 SignatureDoesNotMatch');
  });

  test('of the body of Tencent, anywhere; of its host, its content type, its scope', () => {
    for (let at = 0; at < TENCENT_SEND.body.length; at += 7)
      expect(said(tencent(), requestOf(TENCENT_SEND, { body: changed(TENCENT_SEND.body, at) }))).toBe(
        '200 AuthFailure.SignatureFailure',
      );
    for (const [name, value] of [
      ['host', 'sms.example'],
      ['content-type', 'application/json; charset=utf-8'],
      ['authorization', (TENCENT_SEND.headers['authorization'] ?? '').replace('/127/', '/sms/')],
    ] as const) {
      const headers = { ...TENCENT_SEND.headers, [name]: value };
      expect(said(tencent(), requestOf(TENCENT_SEND, { headers }))).toBe('200 AuthFailure.SignatureFailure');
    }
  });

  test('of the login of Twilio', () => {
    const headers = { ...TWILIO_SEND.headers, authorization: `${TWILIO_SEND.headers['authorization']}x` };
    expect(said(twilio(), requestOf(TWILIO_SEND, { headers }))).toBe('401 20003');
  });
});

test('a stale timestamp, and one of the future', () => {
  for (const shift of [16 * 60_000, -16 * 60_000])
    expect(said(aliyun(), requestOf(ALIYUN_SEND, { receivedAt: recordedAt + shift }))).toBe(
      '400 InvalidTimeStamp.Expired',
    );
  for (const shift of [6 * 60_000, -6 * 60_000])
    expect(said(tencent(), requestOf(TENCENT_SEND, { receivedAt: recordedAt + shift }))).toBe(
      '200 AuthFailure.SignatureExpire',
    );
});

test('a repeated nonce', () => {
  const fake = aliyun();
  expect([1, 2].map(() => said(fake, requestOf(ALIYUN_SEND)))).toEqual(['taken', '400 SignatureNonceUsed']);
  expect(said(fake, requestOf(ALIYUN_QUERY))).toBe('200 OK');
});

test.each<[string, FakeProtocol, GoldenRequest, string]>([
  ['a foreign template', aliyun({ templates: {} }), ALIYUN_SEND, '200 isv.SMS_TEMPLATE_ILLEGAL'],
  [
    'a gap without a value',
    aliyun({ templates: { SMS_154950909: `\${more}` } }),
    ALIYUN_SEND,
    '200 isv.TEMPLATE_MISSING_PARAMETERS',
  ],
  ['a foreign signature', aliyun({ signNames: [] }), ALIYUN_SEND, '200 isv.SMS_SIGN_ILLEGAL'],
  ['a foreign key', aliyun({ accessKeyId: 'x' }), ALIYUN_SEND, '404 InvalidAccessKeyId.NotFound'],
  ['a foreign template', tencent({ templates: {} }), TENCENT_SEND, '200 FailedOperation.TemplateIncorrectOrUnapproved'],
  [
    'a gap more',
    tencent({ templates: { '449739': '{1}{2}{3}' } }),
    TENCENT_SEND,
    '200 InvalidParameterValue.TemplateParameterFormatError',
  ],
  [
    'a foreign signature',
    tencent({ signNames: [] }),
    TENCENT_SEND,
    '200 FailedOperation.SignatureIncorrectOrUnapproved',
  ],
  [
    'a foreign application',
    tencent({ sdkAppId: '1' }),
    TENCENT_SEND,
    '200 UnauthorizedOperation.SmsSdkAppIdVerifyFail',
  ],
  ['a foreign key', tencent({ secretId: 'x' }), TENCENT_SEND, '200 AuthFailure.SecretIdNotFound'],
  ['a foreign sender', twilio({ senders: [] }), TWILIO_SEND, '400 21606'],
])('%s', (_name, fake, golden, expected) => {
  expect(said(fake, requestOf(golden))).toBe(expected);
});

test('a callback is signed as the official SDK signs it: that is what its validateRequest compares with', () => {
  const { url, params, signature } = TWILIO_CALLBACK;
  expect(twilioSignature(url, params, GOLDEN_CREDENTIALS.twilio.authToken)).toBe(signature);
  const fake = twilio();
  const { message } = fake.handle(requestOf(TWILIO_SEND));
  const receipt = message && fake.receipt(message, 'delivered');
  expect(receipt?.headers['x-twilio-signature']).toBe(
    twilioSignature(
      receipt?.url ?? '',
      Object.fromEntries(new URLSearchParams(receipt?.body)),
      GOLDEN_CREDENTIALS.twilio.authToken,
    ),
  );
});
