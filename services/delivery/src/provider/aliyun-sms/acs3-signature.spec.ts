import {
  ALIYUN_QUERY,
  ALIYUN_SEND,
  GOLDEN_CREDENTIALS,
  type GoldenRequest,
} from '@perennial/fake-providers/golden-requests';
import { acs3Query, encodeAcs3, signAcs3 } from './acs3-signature.js';

const signedAnew = ({ target, headers }: GoldenRequest, change: Record<string, string> = {}): string | undefined =>
  signAcs3(
    {
      host: headers['host'] ?? '',
      action: headers['x-acs-action'] ?? '',
      version: headers['x-acs-version'] ?? '',
      date: headers['x-acs-date'] ?? '',
      nonce: headers['x-acs-signature-nonce'] ?? '',
      query: { ...Object.fromEntries(new URLSearchParams(target.slice(2))), ...change },
      extra: { 'x-acs-credentials-provider': headers['x-acs-credentials-provider'] ?? '' },
    },
    GOLDEN_CREDENTIALS.aliyun,
  )['authorization'];

test.each([
  ['SendSms', ALIYUN_SEND],
  ['QuerySendDetails', ALIYUN_QUERY],
])('%s is signed as the official SDK signs it', (_action, golden) => {
  expect(signedAnew(golden)).toBe(golden.headers['authorization']);
});

test('a changed parameter changes the signature', () => {
  expect(signedAnew(ALIYUN_SEND, { PhoneNumbers: '13800138001' })).not.toBe(ALIYUN_SEND.headers['authorization']);
});

test('RFC 3986: five signs more than encodeURIComponent encodes', () => {
  expect(encodeAcs3("a!'()* ~引")).toBe('a%21%27%28%29%2A%20~%E5%BC%95');
  expect(acs3Query({ b: '2', A: '1 ' })).toBe('A=1%20&b=2');
});
