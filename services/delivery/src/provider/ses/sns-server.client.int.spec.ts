import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SnsServer, snsHost } from './sns-server.client.js';

const ARN = 'arn:aws:sns:eu-central-1:123456789012:renewals';
const HOST = 'sns.eu-central-1.amazonaws.com';
const CERTIFICATE = `https://${HOST}/SimpleNotificationService-0123abc.pem`;
const CONFIRM = `https://${HOST}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(ARN)}&Token=t`;
let asked: string[] = [];
let status = 200;
let clock = 0;
let http: Server;
let server: SnsServer;
beforeAll(async () => {
  http = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('pem');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  asked = [];
  status = 200;
  const endpoint = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  server = new SnsServer({ endpoint, topicArn: ARN, monotonic: () => clock });
});
afterEach(() => server.close());
afterAll(() => http.close());

test.each([
  `http://${HOST}/SimpleNotificationService-1.pem`,
  `https://${HOST}:8443/SimpleNotificationService-1.pem`,
  `https://user@${HOST}/SimpleNotificationService-1.pem`,
  `https://${HOST}.evil.example/SimpleNotificationService-1.pem`,
  `https://evil.example/${HOST}/SimpleNotificationService-1.pem`,
  `https://evil.example#@${HOST}/SimpleNotificationService-1.pem`,
  `https://${HOST}/SimpleNotificationService-1.pem?x=1`,
  `https://${HOST}/SimpleNotificationService-1.pem#x`,
  `https://${HOST}/a/../b.pem`,
  `https://${HOST}/SimpleNotificationService-1.txt`,
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
  'https://127.0.0.1/SimpleNotificationService-1.pem',
  'file:///etc/passwd',
  '',
])('no certificate is fetched from %j (a message cannot make us ask somebody else)', async (url) => {
  expect(await server.certificate(url)).toBe('foreign');
  expect(asked).toEqual([]);
});

test('a certificate is fetched once', async () => {
  expect(await Promise.all([server.certificate(CERTIFICATE), server.certificate(CERTIFICATE)])).toEqual(['pem', 'pem']);
  expect(asked).toEqual(['/SimpleNotificationService-0123abc.pem']);
});

test('one that cannot be fetched is not asked for again at once; a redirect is not followed', async () => {
  status = 302;
  expect(await server.certificate(CERTIFICATE)).toBeUndefined();
  status = 200;
  expect(await server.certificate(CERTIFICATE)).toBeUndefined();
  clock += 31_000;
  expect(await server.certificate(CERTIFICATE)).toBe('pem');
  expect(asked).toHaveLength(2);
});

test('many names of certificates fill no memory: few are kept', async () => {
  for (let n = 0; n < 10; n += 1) await server.certificate(`https://${HOST}/SimpleNotificationService-${n}.pem`);
  await server.certificate(`https://${HOST}/SimpleNotificationService-9.pem`);
  expect(asked).toHaveLength(10);
  await server.certificate(`https://${HOST}/SimpleNotificationService-0.pem`);
  expect(asked).toHaveLength(11);
});

test.each([
  CONFIRM.replace(HOST, 'evil.example'),
  CONFIRM.replace('https', 'http'),
  CONFIRM.replace('ConfirmSubscription', 'DeleteTopic'),
  CONFIRM.replace('renewals', 'others'),
  CONFIRM.replace('/?', '/x?'),
])('no subscription is confirmed at %j', async (url) => {
  expect(await server.confirm(url)).toBe('foreign');
  expect(asked).toEqual([]);
});

test('ours is, and SNS may say no', async () => {
  expect(await server.confirm(CONFIRM)).toBe(true);
  status = 400;
  expect(await server.confirm(CONFIRM)).toBe(false);
});

test('the host of SNS is that of the region, in China under another domain', () => {
  expect(snsHost(ARN)).toBe(HOST);
  expect(snsHost('arn:aws-cn:sns:cn-north-1:123456789012:x')).toBe('sns.cn-north-1.amazonaws.com.cn');
});
