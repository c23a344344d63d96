import type { GoldenRequest } from './golden-requests.js';

/**
 * Requests of mail as the official SDKs make them: @aws-sdk/client-sesv2 3.1169.0 and
 * @mailchimp/mailchimp_transactional 1.4.1, recorded by record/record.cjs.
 */
export const GOLDEN_MAIL = {
  ses: { accessKeyId: 'AKIATESTACCESSKEY', secretAccessKey: 'test-secret-of-ses', region: 'eu-central-1' },
  mailchimp: { apiKey: 'md-test-key' },
} as const;

export const SES_SEND: GoldenRequest = {
  method: 'POST',
  target: '/v2/email/outbound-emails',
  headers: {
    'content-type': 'application/json',
    'content-length': '672',
    'x-amz-user-agent': 'aws-sdk-js/3.1168.0',
    'user-agent':
      'aws-sdk-js/3.1168.0 ua/2.1 os/linux#6.18.44-fc-v595 lang/js md/nodejs#20.20.2 api/sesv2#3.1168.0 m/N,E,e',
    host: '127.0.0.1:37447',
    'amz-sdk-invocation-id': '24289f25-166a-4d46-b8b2-f24334bc41a4',
    'amz-sdk-request': 'attempt=1; max=1',
    'x-amz-date': '20261130T141930Z',
    'x-amz-content-sha256': '1e22d20ddb1364d8e9251dac1d890bcca38c6d27f4e43e247e5e0b79411c6f4d',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIATESTACCESSKEY/20261130/eu-central-1/ses/aws4_request, SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-user-agent, Signature=b8a44d68ee28f9581536a13e32749edd482de4a2e811e4031d8a9cd6723b7b06',
    connection: 'keep-alive',
  },
  body: '{"Content":{"Raw":{"Data":"RnJvbTogUmVuZXdhbHMgPHJlbmV3YWxzQHJlbmV3LmV4YW1wbGU+DQpUbzogPT9VVEYtOD9RP009QzM9QkNsbGVyPTJDX0FkYT89IDxhZGFAY3VzdG9tZXIuZXhhbXBsZT4NClN1YmplY3Q6ID0/VVRGLTg/Qj81YnlWNXBPT0lDSlRkV2wwWlNBeElpQmxibVJ6Pz0NClBlcmVubmlhbC1LZXk6IDAxOTBiNWM4LTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMS4xDQpDb250ZW50LVR5cGU6IHRleHQvcGxhaW47IGNoYXJzZXQ9dXRmLTgNCkNvbnRlbnQtVHJhbnNmZXItRW5jb2Rpbmc6IHF1b3RlZC1wcmludGFibGUNCg0KPUUyPTgyPUFDMSwyMDAuNTA6IGh0dHBzOi8vcmVuZXcuZXhhbXBsZS9wYXkvYT9iPTNEYw=="}},"Destination":{"ToAddresses":["ada@customer.example"]},"EmailTags":[{"Name":"perennial-key","Value":"0190b5c8-0000-7000-8000-000000000001_1"}],"ConfigurationSetName":"renewals"}',
};

export const MAILCHIMP_SEND: GoldenRequest = {
  method: 'POST',
  target: '/api/1.3/messages/send',
  headers: {
    accept: 'application/json, text/plain, */*',
    'content-type': 'application/json',
    'user-agent': 'MailchimpTransactional-JS/1.4.1',
    'content-length': '474',
    'accept-encoding': 'gzip, compress, deflate, br',
    host: '127.0.0.1:37447',
    connection: 'keep-alive',
  },
  body: '{"async":false,"message":{"subject":"引擎 \\"Suite 1\\" ends","text":"€1,200.50: https://renew.example/pay/a?b=c","html":"<p>€1,200.50</p>","from_email":"renewals@renew.example","from_name":"Renewals","to":[{"email":"ada@customer.example","name":"Müller, Ada","type":"to"}],"headers":{"Reply-To":"owner@renew.example","List-Unsubscribe":"<https://renew.example/unsubscribe/x>"},"metadata":{"perennial_key":"0190b5c8-0000-7000-8000-000000000001.1"}},"key":"md-test-key"}',
};
