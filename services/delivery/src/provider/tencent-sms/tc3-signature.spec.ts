import { GOLDEN_CREDENTIALS, TENCENT_SEND } from '@perennial/fake-providers/golden-requests';
import { signTc3, type Tc3Request } from './tc3-signature.js';

const signed = (change: Partial<Tc3Request> = {}): string =>
  signTc3(
    {
      // The SDK takes the first label of the host for the service, and signs the host without its port.
      host: '127.0.0.1',
      service: '127',
      timestamp: Number(TENCENT_SEND.headers['x-tc-timestamp']),
      contentType: 'application/json',
      body: TENCENT_SEND.body,
      ...change,
    },
    GOLDEN_CREDENTIALS.tencent,
  );

test('a call is signed as the official SDK signs it', () => {
  expect(signed()).toBe(TENCENT_SEND.headers['authorization']);
});

test.each<Partial<Tc3Request>>([
  { body: `${TENCENT_SEND.body} ` },
  { host: '127.0.0.2' },
  { service: 'sms' },
  { timestamp: Number(TENCENT_SEND.headers['x-tc-timestamp']) + 1 },
])('another signature for %j', (change) => {
  expect(signed(change).split('Signature=')[1]).not.toBe(TENCENT_SEND.headers['authorization']?.split('Signature=')[1]);
});
