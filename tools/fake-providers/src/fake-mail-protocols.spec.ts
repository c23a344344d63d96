import { FakeMailchimp, mandrillSignature } from './fake-mailchimp.js';
import type { FakeRequest, Handled } from './fake-protocol.js';
import { FakeSes } from './fake-ses.js';
import { GOLDEN_MAIL, MAILCHIMP_SEND, SES_SEND } from './golden-mail.js';
import type { GoldenRequest } from './golden-requests.js';

const ses = (change: object = {}): FakeSes =>
  new FakeSes('mail-ses', {
    ...GOLDEN_MAIL.ses,
    senders: ['renew.example'],
    configurationSets: ['renewals'],
    topic: { arn: 'arn:aws:sns:eu-central-1:123456789012:renewals', url: 'https://renew.example/webhooks/mail-ses/s' },
    ...change,
  });
const mailchimp = (change: object = {}): FakeMailchimp =>
  new FakeMailchimp('mail-mailchimp', {
    ...GOLDEN_MAIL.mailchimp,
    webhookKey: 'hook-key',
    domains: ['renew.example'],
    callbackUrl: 'https://renew.example/webhooks/mail-mailchimp',
    ...change,
  });
const recordedAt = Date.parse('2026-11-30T14:19:30Z');
const requestOf = (golden: GoldenRequest, change: Partial<FakeRequest> = {}): FakeRequest => ({
  ...golden,
  receivedAt: recordedAt,
  ...change,
});
/** A word for what it answered. */
function outcome({ answer, message }: Handled): string {
  if (message) return 'taken';
  const body = JSON.parse(answer.body) as { name?: string; reject_reason?: string }[] & { name?: string };
  return `${answer.status} ${answer.headers?.['x-amzn-errortype'] ?? body.name ?? body[0]?.reject_reason}`;
}

test("the official SDKs' requests are taken, and read as a person would read them, with our key", () => {
  expect(ses().handle(requestOf(SES_SEND)).message).toMatchObject({
    to: 'ada@customer.example',
    text: '引擎 "Suite 1" ends\n\n€1,200.50: https://renew.example/pay/a?b=c',
    key: '0190b5c8-0000-7000-8000-000000000001.1',
  });
  expect(mailchimp().handle(requestOf(MAILCHIMP_SEND)).message).toMatchObject({
    to: 'ada@customer.example',
    text: '引擎 "Suite 1" ends\n\n€1,200.50: https://renew.example/pay/a?b=c',
    key: '0190b5c8-0000-7000-8000-000000000001.1',
  });
});

describe('one changed byte', () => {
  const changed = (text: string, at: number): string =>
    text.slice(0, at) + (text[at] === '1' ? '2' : '1') + text.slice(at + 1);

  test('of the body of SES, anywhere, and of every signed header', () => {
    for (let at = 0; at < SES_SEND.body.length; at += 11)
      expect(outcome(ses().handle(requestOf(SES_SEND, { body: changed(SES_SEND.body, at) })))).toBe(
        '403 InvalidSignatureException',
      );
    const [, names = ''] = /SignedHeaders=([^,]+)/.exec(SES_SEND.headers['authorization'] ?? '') ?? [];
    for (const name of names.split(';')) {
      const headers = { ...SES_SEND.headers, [name]: changed(SES_SEND.headers[name] ?? '', 2) };
      expect([name, outcome(ses().handle(requestOf(SES_SEND, { headers })))]).toEqual([
        name,
        '403 InvalidSignatureException',
      ]);
    }
  });

  test('of the key of Mailchimp', () => {
    const body = MAILCHIMP_SEND.body.replace('md-test-key', 'md-test-kez');
    expect(outcome(mailchimp().handle(requestOf(MAILCHIMP_SEND, { body })))).toBe('401 Invalid_Key');
  });
});

test.each<[string, FakeSes, Partial<FakeRequest>, string]>([
  ['a stale request', ses(), { receivedAt: recordedAt + 6 * 60_000 }, '403 InvalidSignatureException'],
  ['one of the future', ses(), { receivedAt: recordedAt - 6 * 60_000 }, '403 InvalidSignatureException'],
  ['a foreign key', ses({ accessKeyId: 'AKIAX' }), {}, '403 UnrecognizedClientException'],
  ['another region', ses({ region: 'us-east-1' }), {}, '403 InvalidSignatureException'],
  ['a foreign configuration set', ses({ configurationSets: [] }), {}, '404 NotFoundException'],
  ['a foreign sender', ses({ senders: ['other.example'] }), {}, '400 MessageRejected'],
])('SES refuses %s', (_name, fake, change, expected) => {
  expect(outcome(fake.handle(requestOf(SES_SEND, change)))).toBe(expected);
});

test.each([
  ['reject by a list', 'hard_bounce@test.mandrillapp.com', 'hard-bounce'],
  ['a rule', 'rule@test.mandrillapp.com', 'rule'],
  ['no address', 'ada', 'null'],
])('Mailchimp answers 200 and rejects: %s', (_name, email, reason) => {
  const body = MAILCHIMP_SEND.body.replace('ada@customer.example', email);
  expect(outcome(mailchimp().handle(requestOf(MAILCHIMP_SEND, { body })))).toBe(`200 ${reason}`);
});

test('a domain that is not set up is rejected as unsigned', () => {
  expect(outcome(mailchimp({ domains: [] }).handle(requestOf(MAILCHIMP_SEND)))).toBe('200 unsigned');
});

test('a webhook is signed over the URL and the form', () => {
  const { url, headers, body } = mailchimp().webhook([{ event: 'open' }]);
  expect(headers['x-mandrill-signature']).toBe(
    mandrillSignature(url, Object.fromEntries(new URLSearchParams(body)), 'hook-key'),
  );
});
