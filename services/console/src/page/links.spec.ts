import { DomainError } from '@perennial/kernel/violation';
import { PreferenceServiceService } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { EvidenceServiceService } from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { TaskServiceService } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { PaymentServiceService, type GetPayLinkResponse } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { AnswerKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { toGrpcError } from '@perennial/service/grpc/error-status';
import { fastify, type FastifyInstance } from 'fastify';
import type { Peers } from '../api/peers.client.js';
import { languageOf } from './language.js';
import { registerLinks } from './links.http.js';
import { readAnyBody } from './read-form.js';

type Asked = { call: string; request: Record<string, unknown> };
type Answer = (asked: Asked) => unknown;

const eur = (minor: bigint) => ({ currency: 'EUR', minor });
const offer: GetPayLinkResponse = {
  termId: 't-1',
  contractId: 'c-1',
  product: 'Suite <b> תוכנה',
  lastDay: '2024-07-16',
  amount: eur(60_000n),
  quoteVersion: 2,
  state: 'OPEN',
  canPayHere: true,
  received: eur(60_000n),
  price: eur(120_000n),
};
let http: FastifyInstance;
let asked: Asked[];
let answer: Answer;
const errors: unknown[] = [];

beforeEach(async () => {
  asked = [];
  errors.length = 0;
  answer = ({ call }) => (call === 'GetPayLink' ? offer : { optedOut: true, optedOutEverywhere: true });
  const channel = {
    makeUnaryRequest: (
      path: string,
      _serialize: unknown,
      _deserialize: unknown,
      request: Record<string, unknown>,
      _metadata: unknown,
      _options: unknown,
      done: (error: unknown, response?: unknown) => void,
    ) => {
      const one = { call: path.split('/').at(-1) ?? '', request };
      asked.push(one);
      const found = answer(one);
      if (!(found instanceof Error)) return done(null, found);
      return done(found instanceof DomainError ? Object.assign(new Error(), toGrpcError(found)) : found);
    },
  };
  const payments = { definition: PaymentServiceService, channel };
  const preferences = { definition: PreferenceServiceService, channel };
  http = fastify();
  readAnyBody(http);
  const tasks = { definition: TaskServiceService, channel };
  const evidence = { definition: EvidenceServiceService, channel };
  const peers = { payments, preferences, tasks, evidence } as unknown as Peers;
  registerLinks(http, peers, (error) => errors.push(error));
  await http.ready();
});
afterEach(() => http.close());

const form = (fields: Record<string, string>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString(),
});
const post = (url: string, body: { headers?: Record<string, string>; payload?: string } = {}) =>
  http.inject({ method: 'POST', url, ...body });

test('the pay page shows the rest, the price and what came in, and posts what it showed (K13, M9, review 16)', async () => {
  const { body, statusCode, headers } = await http.inject('/pay/x');
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  for (const shown of ['€600.00', '€1,200.00', '<bdi>Suite &lt;b&gt; תוכנה</bdi>', '2024-07-16'])
    expect(body).toContain(shown);
  const fields = Object.fromEntries([...body.matchAll(/name="(\w+)" value="(\w+)"/g)].map(([, k, v]) => [k, v]));
  expect(fields).toEqual({ quote_version: '2', currency: 'EUR', minor: '60000' });
  expect((await post('/pay/x', form(fields as Record<string, string>))).body).toContain('Thank you');
  expect(asked.at(-1)).toEqual({ call: 'PayByLink', request: { token: 'x', quoteVersion: 2, amount: eur(60_000n) } });
});

test('what is no longer so is charged nothing for: 409 with the new amount (K15, M9, review 16)', async () => {
  answer = ({ call }) =>
    call === 'PayByLink' ? new DomainError('QUOTE_CHANGED', 'x') : { ...offer, quoteVersion: 3, amount: eur(110_000n) };
  const { statusCode, body } = await post('/pay/x', form({ quote_version: '2', currency: 'EUR', minor: '60000' }));
  expect(statusCode).toBe(409);
  expect(body).toContain('Nothing was charged');
  expect(body).toContain('Pay €1,100.00');
  expect(body).toContain('name="quote_version" value="3"');
});

test('the address may say what it likes, only the form is charged by (M9)', async () => {
  await post(
    '/pay/x?quote_version=1&currency=EUR&minor=1',
    form({ quote_version: '2', currency: 'EUR', minor: '60000' }),
  );
  expect(asked.at(-1)?.request).toEqual({ token: 'x', quoteVersion: 2, amount: eur(60_000n) });
});

const MULTIPART = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';

test.each<[string, { headers?: Record<string, string>; payload?: string }]>([
  ['multipart/form-data', { headers: { 'content-type': 'multipart/form-data; boundary=b' }, payload: MULTIPART }],
  ['urlencoded', form({ 'List-Unsubscribe': 'One-Click' })],
  ['nothing', {}],
  ['nothing of a type', { headers: { 'content-type': 'multipart/form-data; boundary=b' } }],
  ['text/plain', { headers: { 'content-type': 'text/plain' }, payload: 'List-Unsubscribe=One-Click' }],
  ['a body without a type', { payload: 'List-Unsubscribe=One-Click' }],
  ['a type that is none', { headers: { 'content-type': 'one click' }, payload: 'List-Unsubscribe=One-Click' }],
  ['a boundary that is not there', { headers: { 'content-type': 'multipart/form-data' }, payload: MULTIPART }],
  ['other fields', form({ 'list-unsubscribe': 'one-click', x: 'y' })],
  ['the word in other letters', form({ 'List-Unsubscribe': 'ONE-CLICK', action: '', scope: '' })],
  ['broken JSON', { headers: { 'content-type': 'application/json' }, payload: '{' }],
])(
  'one click with %s opts out of everything, with 200, no redirect and no cookie (K23, M-10, review 30)',
  async (_name, body) => {
    const { statusCode, headers } = await post('/unsubscribe/x?lang=zh', body);
    expect([statusCode, headers['set-cookie'], headers['location']]).toEqual([200, undefined, undefined]);
    expect(asked[0]).toEqual({ call: 'OptOut', request: { token: 'x', thisCustomerOnly: false } });
  },
);

test('GET and HEAD never act, and nothing but POST does: scanners follow links (K23, M-10, U-04)', async () => {
  for (const url of ['/unsubscribe/x', '/pay/x', '/unsubscribe/x?List-Unsubscribe=One-Click', '/pay/x?minor=60000']) {
    for (const method of ['GET', 'HEAD'] as const) expect((await http.inject({ method, url })).statusCode).toBe(200);
    for (const method of ['OPTIONS', 'PUT', 'PATCH', 'DELETE'] as const)
      expect((await http.inject({ method, url, payload: 'List-Unsubscribe=One-Click' })).statusCode).toBe(404);
  }
  expect(new Set(asked.map(({ call }) => call))).toEqual(new Set(['GetPreference', 'GetPayLink']));
});

test('the page opts out about one customer, and takes either back (M-10, R-14, review 15)', async () => {
  const buttons = (html: string) =>
    [...html.matchAll(/name="action" value="(\w+)"[^]*?name="scope" value="(\w+)"/g)].map(([, a, b]) => `${a} ${b}`);
  expect(buttons((await http.inject('/unsubscribe/x')).body)).toEqual(['in all', 'in customer']);
  answer = () => ({ optedOut: true, optedOutEverywhere: false });
  expect(buttons((await http.inject('/unsubscribe/x')).body)).toEqual(['in all']);
  answer = () => ({ optedOut: false, optedOutEverywhere: false });
  expect(buttons((await http.inject('/unsubscribe/x')).body)).toEqual(['out all', 'out customer']);
  asked = [];
  await post('/unsubscribe/x', form({ action: 'out', scope: 'customer' }));
  await post('/unsubscribe/x', form({ action: 'in', scope: 'all' }));
  expect(asked.filter(({ call }) => call !== 'GetPreference')).toEqual([
    { call: 'OptOut', request: { token: 'x', thisCustomerOnly: true } },
    { call: 'OptIn', request: { token: 'x', thisCustomerOnly: false } },
  ]);
});

const unreachable = Object.assign(new Error('14 UNAVAILABLE: connect ECONNREFUSED 10.1.2.3:50055'), { code: 14 });

test.each<[string, Error, number]>([
  ['a term that is closed', new DomainError('TERM_CLOSED', 'term t-9'), 409],
  ['no price', new DomainError('NO_QUOTE', 'term t-9'), 409],
  ['no gateway', new DomainError('NO_GATEWAY', 'x'), 409],
  ['paid before', new DomainError('LINK_CONSUMED', 'x'), 409],
  ['a link that is none', new DomainError('INVALID_LINK', 'x'), 404],
  ['a peer that is away', unreachable, 503],
  ['our own mistake', new DomainError('INTERNAL', 'at 10.1.2.3:50055'), 500],
])(
  '%s is a page without JSON or an internal address, in English and Chinese (review 39)',
  async (_name, error, status) => {
    answer = () => error;
    for (const [url, lang] of [
      ['/pay/x', 'en'],
      ['/pay/x?lang=zh', 'zh'],
    ] as const) {
      for (const method of ['GET', 'POST'] as const) {
        const { statusCode, headers, body } = await http.inject({ method, url });
        expect([statusCode, headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
        expect(body).toContain(`<html lang="${lang}">`);
        expect(body).not.toMatch(/10\.1\.2\.3|50055|UNAVAILABLE|"code"|t-9/);
      }
    }
  },
);

test('a body without end is refused by a page', async () => {
  const { statusCode, headers } = await post('/unsubscribe/x', {
    headers: { 'content-type': 'text/plain' },
    payload: 'x'.repeat(100_000),
  });
  expect([statusCode, headers['content-type']]).toEqual([413, 'text/html; charset=utf-8']);
});

test.each<[unknown, string | undefined, string]>([
  ['zh-TW', 'en', 'zh'],
  ['de', 'fr;q=0.9, zh_CN;q=0.8, en;q=0.1', 'zh'],
  [undefined, 'en;q=0, zh;q=0.1', 'zh'],
  [undefined, undefined, 'en'],
  [['zh', 'en'], 'de', 'en'],
  ['<script>', '', 'en'],
])('a page for lang=%j and a browser of %j speaks %s', (lang, header, language) => {
  expect(languageOf(lang, header)).toBe(language);
});

test("an owner's calendar is a file for whoever has its link; any other link shows a page (O-09)", async () => {
  answer = () => ({ calendar: 'BEGIN:VCALENDAR\r\n' });
  const { body, statusCode, headers } = await http.inject('/tasks/calendar/to-ken.ics');
  expect([statusCode, body, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'BEGIN:VCALENDAR\r\n',
    'text/calendar; charset=utf-8',
    'private, no-store',
  ]);
  expect(asked).toMatchObject([{ call: 'GetTaskCalendar', request: { token: 'to-ken' } }]);
  answer = () => new DomainError('INVALID_LINK', 'x');
  expect((await http.inject('/tasks/calendar/other.ics')).statusCode).toBe(404);
});

test.each([
  ['en', 'How do you want to go on?'],
  ['zh', '您希望如何处理？'],
])(
  'the answer page in %s shows the choices and reads only; a button answers, anything else does not (C-09)',
  async (lang, title) => {
    const items = [{ product: 'Suite <b> תוכנה', lastDay: '2024-07-16' }];
    let answered = AnswerKind.ANSWER_KIND_UNSPECIFIED;
    answer = ({ call, request }) => {
      if (call === 'Answer') answered = request['answer'] as AnswerKind;
      return { messageId: 'm', locale: lang, items, answered };
    };
    const shown = await http.inject(`/answer/t?lang=${lang}`);
    expect(shown.body).toContain(title);
    expect(shown.body).toContain('<bdi>Suite &lt;b&gt; תוכנה</bdi>');
    expect(shown.body.match(/name="answer" value="[\w-]+"/g)).toHaveLength(5);
    const post = (payload: object) => http.inject({ method: 'POST', url: `/answer/t?lang=${lang}`, ...payload });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const payload of ['', 'answer=', 'answer=constructor', 'answer=__proto__', 'x=snooze'])
      expect((await post({ headers: form, payload })).body).toContain(title);
    await http.inject({ method: 'HEAD', url: '/answer/t' });
    expect(new Set(asked.map(({ call }) => call))).toEqual(new Set(['GetAnswerPage']));
    const thanks = await post({ headers: form, payload: 'answer=in-procurement' });
    expect(thanks.body).not.toContain('<button');
    expect(answered).toBe(AnswerKind.ANSWER_KIND_IN_PROCUREMENT);
  },
);

test('a pay page behind a mail, and a picture in it, tell delivery who came; no page waits for that or fails by it (R-13)', async () => {
  const headers = { 'user-agent': 'Firefox' };
  answer = ({ call }) => (call === 'TakeVisit' ? new Error('away') : { ...offer, payment: { termId: 't-1' } });
  expect((await http.inject({ url: '/pay/t?m=ref', headers })).statusCode).toBe(200);
  await http.inject('/pay/t');
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
  const payload = 'quote_version=2&currency=EUR&minor=60000';
  await http.inject({ method: 'POST', url: '/pay/t?lang=zh&m=ref', headers: form, payload });
  const picture = await http.inject({ url: '/seen/dot', headers });
  expect([picture.headers['content-type'], picture.rawPayload.length]).toEqual(['image/gif', 42]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked.filter(({ call }) => call === 'TakeVisit').map(({ request }) => request)).toEqual([
    { token: 'ref', link: 'pay/t-1', method: 'GET', userAgent: 'Firefox' },
    { token: 'ref', link: 'pay/t-1', method: 'POST', userAgent: 'Firefox' },
    { token: 'dot', link: 'picture', method: 'GET', userAgent: 'Firefox' },
  ]);
  expect(errors).toHaveLength(3);
});
