import { request, type IncomingHttpHeaders } from 'node:http';
import { startConsole, type RunningConsole } from '../service.js';

// Over the wire, with a real HTTP server; no peer answers, so that 503 says that a request came through (review 28).
let running: RunningConsole;

beforeAll(async () => {
  const nowhere = '127.0.0.1:1';
  running = await startConsole({
    HTTP_PORT: '0',
    OPS_PORT: '0',
    PERENNIAL_CLOCK: 'sandbox',
    PUBLIC_URL: 'https://renew.example',
    HTTP_HOSTS: 'console.internal',
    CONTRACTS_GRPC_URL: nowhere,
    SCHEDULING_GRPC_URL: nowhere,
    DELIVERY_GRPC_URL: nowhere,
    PAYMENTS_GRPC_URL: nowhere,
    SANDBOX_PARTICIPANTS: `contracts=http://${nowhere}`,
    LOG_LEVEL: 'silent',
  });
});
afterAll(() => running.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: running.httpPort, method, path, headers, agent: false };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** `status code field rule …` of what was refused; the status alone of what came through. */
async function verdict(...given: Parameters<typeof ask>): Promise<string> {
  const { status, headers, body } = await ask(...given);
  if (!headers['content-type']?.includes('problem+json')) return String(status);
  const { code, violations = [] } = JSON.parse(body) as {
    code: string;
    violations?: { field: string; rule: string }[];
  };
  return [status, code, ...violations.flatMap(({ field, rule }) => [field, rule])].join(' ').trim();
}

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const THROUGH = expect.stringMatching(/^(503|500) \w+_UNAVAILABLE/);
const CANCEL = '/api/v1/terms/0190b5c8-0000-7000-8000-000000000001/cancel';

test.each<[string, Parameters<typeof ask>, unknown]>([
  ['JSON is taken', ['POST', CANCEL, json, '{"reason":"x"}'], THROUGH],
  [
    'JSON of a charset is taken',
    ['POST', CANCEL, { 'content-type': 'application/json; charset=utf-8' }, '{}'],
    THROUGH,
  ],
  [
    'parameters in the query of a POST',
    ['POST', `${CANCEL}?reason=x`, json, '{}'],
    '400 INVALID_REQUEST reason not_allowed',
  ],
  ['with nothing in the body', ['POST', `${CANCEL}?reason=x`, json], '400 BAD_HTTP'],
  ['a list', ['POST', CANCEL, json, '[]'], '400 INVALID_REQUEST  not_an_object'],
  ['a form', ['POST', CANCEL, form, 'reason=x'], '415 BAD_HTTP'],
  ['a form without fields', ['POST', `${CANCEL}?reason=x`, form], '415 BAD_HTTP'],
  ['text', ['POST', CANCEL, { 'content-type': 'text/plain' }, '{"reason":"x"}'], '415 BAD_HTTP'],
  ['multipart', ['POST', CANCEL, { 'content-type': 'multipart/form-data; boundary=b' }, '--b--'], '415 BAD_HTTP'],
  ['nothing and no type', ['POST', CANCEL], '415 BAD_HTTP'],
  ['the clock by a form', ['POST', '/sandbox/clock', form, 'advance=P1D'], '415 BAD_HTTP'],
  [
    'a file as text',
    ['POST', '/api/v1/imports/customers?system=x', { 'content-type': 'text/plain' }, 'name'],
    '415 BAD_HTTP',
  ],
  ['a file as JSON', ['POST', '/api/v1/imports/customers?system=x', json, '{}'], '415 BAD_HTTP'],
  ['a file as a form', ['POST', '/api/v1/imports/customers?system=x', form, 'name'], '415 BAD_HTTP'],
])('POST: %s (review 28)', async (_name, given, expected) => {
  expect(await verdict(...given)).toEqual(expected);
});

test.each<[string, Record<string, string>, unknown]>([
  ['this machine', {}, THROUGH],
  ['a name of the settings', { host: 'console.internal' }, THROUGH],
  ['the name of PUBLIC_URL', { host: 'renew.example:8443' }, THROUGH],
  ['a name that somebody points here', { host: 'evil.example' }, '403 FOREIGN_HOST'],
  ['a name behind ours', { host: 'renew.example.evil.example' }, '403 FOREIGN_HOST'],
  ['our own page', { origin: 'https://renew.example', 'sec-fetch-site': 'same-origin' }, THROUGH],
  ['a page of another site', { origin: 'https://evil.example' }, '403 FOREIGN_ORIGIN'],
  ['a page that hides its name', { origin: 'null' }, '403 FOREIGN_ORIGIN'],
  ['a page of another site that hides its name', { 'sec-fetch-site': 'cross-site' }, '403 FOREIGN_ORIGIN'],
])('a POST to or from %s (review 28)', async (_name, headers, expected) => {
  expect(await verdict('POST', CANCEL, { ...json, ...headers }, '{"reason":"x"}')).toEqual(expected);
});

test('GET needs no origin, and gives a page of another site no leave to read', async () => {
  expect(await verdict('GET', '/api/v1/customers')).toEqual(THROUGH);
  const { status, headers } = await ask('GET', '/api/openapi.json', { origin: 'https://evil.example' });
  expect(status).toBe(200);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(
    await verdict('OPTIONS', CANCEL, { origin: 'https://evil.example', 'access-control-request-method': 'POST' }),
  ).toBe('404 ROUTE_NOT_FOUND');
});

test('not even a page is shown under a name that somebody points here', async () => {
  for (const path of ['/', '/pay/x', '/unsubscribe/x', '/api/openapi.json'])
    expect((await ask('GET', path, { host: 'evil.example' })).status).toBe(403);
});

test('pages work from their own origin, and the links of mails from anywhere', async () => {
  // Shown, then acted: no peer is there, which is told on a page.
  for (const [method, path, headers] of [
    ['GET', '/', {}],
    ['POST', '/walk/cancel', { ...form, 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['GET', '/unsubscribe/x', {}],
    ['POST', '/unsubscribe/x', { ...form, 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['POST', '/pay/x', { ...form, origin: 'https://webmail.example' }],
  ] as const) {
    const { status, headers: answered } = await ask(method, path, headers);
    expect([path, status]).toEqual([path, path === '/walk/cancel' ? 303 : 503]);
    if (status === 503) expect(answered['content-type']).toBe('text/html; charset=utf-8');
  }
  expect((await ask('POST', '/walk/cancel', { ...form, origin: 'https://evil.example' })).status).toBe(403);
});

test('DELETE is no read: a page of another site does not stop a walk', async () => {
  expect(await verdict('DELETE', '/sandbox/clock', { origin: 'https://evil.example' })).toBe('403 FOREIGN_ORIGIN');
});
