import { addMs, instant, MINUTE } from '@perennial/kernel/instant';
import { EvidenceServiceService, type TakeVisitRequest } from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { AnswerKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { LOGGER } from '@perennial/service/log/logger';
import type { Made } from '@perennial/testing/system/delivery-scene';
import { untilIdle } from '@perennial/testing/system/tell-service';
import { ArchiveScene, NONE, ONE } from '../../test/archive-scene.js';
import { DeliveryMetrics } from '../metrics.js';
import type { ReportedEvidence } from '../provider/callback.js';
import type { Provider } from '../provider/provider.js';
import { ProviderRegistry } from '../provider/provider-registry.js';
import { TakeCallback } from './take-callback.js';
import { TakeReports } from './take-reports.js';

const SECRET = 'a-secret-of-the-url';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
let scene: ArchiveScene;
let grpc: Peer<typeof EvidenceServiceService>;
/** Takes reports as a provider gives them that has ids of its own. */
let provider: TakeCallback;

beforeAll(async () => {
  const more = { MAIL_BOUNCE_ADDRESS: 'bounce@mail.example.com', MAIL_BOUNCE_SECRET: SECRET, MAIL_OPEN_PIXEL: 'on' };
  scene = await ArchiveScene.start(more);
  grpc = grpcClient(EvidenceServiceService, `127.0.0.1:${scene.settings['GRPC_PORT']}`);
  const { app } = scene.service;
  const fake = {
    name: 'fake',
    channel: 'EMAIL',
    readCallback: ({ body }: { body: Uint8Array }) => ({
      kind: 'taken',
      reports: JSON.parse(Buffer.from(body).toString()) as ReportedEvidence[],
      answer: { status: 200, contentType: 'text/plain', body: '' },
    }),
  } as unknown as Provider;
  const registry = new ProviderRegistry([fake]);
  provider = new TakeCallback(registry, app.get(TakeReports), app.get(DeliveryMetrics), app.get(LOGGER));
}, 60_000);
afterAll(async () => {
  grpc.close();
  await scene.close();
}, 60_000);

const sql = <R extends object>(text: string, values: unknown[]) => scene.service.database.query<R>(text, values);
const mailOf = (made: Made) => scene.smtp.accepted().find(({ envelope }) => envelope.to[0] === made.address);

async function sent(riders = 1): Promise<Made> {
  const made = scene.messages.due({ riders });
  await scene.tell(made.event);
  expect(mailOf(made)).toBeDefined();
  return made;
}

const report = (made: Made, change: Partial<ReportedEvidence> = {}): ReportedEvidence => ({
  reportId: `${made.messageId} ${change.evidence ?? 'delivered'}`,
  message: { idempotencyKey: `${made.messageId}.1` },
  evidence: 'delivered',
  happenedAt: instant(Date.UTC(2024, 6, 1, 12)),
  detail: 'code 1',
  closesAddress: false,
  ...change,
});
const tell = async (...reports: ReportedEvidence[]): Promise<number> => {
  const body = Buffer.from(JSON.stringify(reports));
  return (await provider.execute('fake', { method: 'POST', url: '', headers: {}, body, receivedAt: 0 })).status;
};

/** Posts a mail as the mail server of the bounce address does. */
const post = async (body: string, secret = SECRET) => {
  const headers = [{ name: 'Content-Type', value: 'message/rfc822' }];
  const request = { provider: 'smtp', method: 'POST', target: `/webhooks/smtp/${secret}`, headers };
  return await unary(grpc, 'takeCallback', { ...request, body: Buffer.from(body) }, 5_000);
};
const dsn = (to: string, status = '5.1.1'): string => `To: ${to}
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; somebody@customer.example
Action: failed
Status: ${status}

--b--
`;

/** Kind, grade and answer of what was published about the message, in the order of the outbox. */
async function told(made: Made): Promise<string[]> {
  const rows = await sql<{ data: string }>(
    `select data from outbox where type = 'delivery.evidence' and key = $1 order by id`,
    [made.customerId],
  );
  return rows.map(({ data }) => {
    const event = JSON.parse(data) as { kind: string; grade: string; answer?: string; riders: { termId: string }[] };
    expect(event.riders.map(({ termId }) => termId).sort()).toEqual(made.riders.map(({ termId }) => termId).sort());
    return [event.kind, event.grade, event.answer ?? '']
      .map((word) => word.replace(/^(EVIDENCE_KIND|EVIDENCE_GRADE|ANSWER_KIND)_/, ''))
      .join(' ')
      .trim();
  });
}

const published = async (made: Made, type: string): Promise<object[]> =>
  (
    await sql<{ data: string }>(`select data from outbox where type = $1 and key = $2 order by id`, [
      type,
      made.customerId,
    ])
  ).map(({ data }) => JSON.parse(data) as object);

/** Kind, reason and number of riders of the open tasks of a customer. */
const tasks = async (made: Made): Promise<string[]> =>
  (
    await sql<{ kind: string; reason: string; n: number; addressee_id: string }>(
      `select kind, reason, cardinality(term_ids) as n, addressee_id from task
       where customer_id = $1 and state = 'OPEN' order by opened_at, kind`,
      [made.customerId],
    )
  ).map(({ kind, reason, n, addressee_id: id }) => {
    expect(id).toBe(made.contactId);
    return `${kind} ${reason} ${n}`;
  });

const list = async (made: Made): Promise<string[]> => {
  const request = { messageId: made.messageId, termId: '', pageSize: 0, pageToken: '' };
  const { evidence } = await unary(grpc, 'listEvidence', request, 5_000);
  return evidence.map(({ kind, grade }) => `${kind} ${grade}`.replaceAll(/EVIDENCE_(KIND|GRADE)_/g, ''));
};

test('a mail that comes back closes its address, asks for another (D-05) and tells scheduling; once, however often it comes (C-09)', async () => {
  const made = await sent(3);
  const from = mailOf(made)?.envelope.from ?? '';
  expect(from).toContain(`bounce+${made.messageId.replaceAll('-', '')}.1.`);
  for (let n = 0; n < 2; n++) expect((await post(dsn(from))).status).toBe(200);
  expect(await told(made)).toEqual(['BOUNCED STRONG']);
  expect(await list(made)).toEqual(['ACCEPTED WEAK', 'BOUNCED STRONG']);
  expect(await published(made, 'bounce.changed')).toMatchObject([{ bounced: true, reason: 'DSN failed 5.1.1' }]);
  expect(await tasks(made)).toEqual(['COMPLETE_CONTACT BOUNCED 0']);
});

test('what may pass closes nothing; what is forged, broken or another secret’s changes nothing', async () => {
  const made = await sent();
  const from = mailOf(made)?.envelope.from ?? '';
  await post(dsn(from, '5.2.2'));
  const forged = from.replace(/[0-9a-f]{12}@/, '000000000000@');
  for (const mail of [dsn(forged), dsn('bounce@mail.example.com'), 'Subject: out of office\r\n\r\nBack soon', '\0\0'])
    expect((await post(mail)).status).toBe(200);
  expect((await post(dsn(from), 'a-guess')).status).toBe(403);
  expect((await post('a'.repeat(1024 * 1024 + 1))).status).toBe(413);
  expect(await told(made)).toEqual(['BOUNCED MEDIUM']);
  expect(await published(made, 'bounce.changed')).toEqual([]);
});

test('reports in any order, in one body or many, count once each', async () => {
  const made = await sent();
  const [open, click] = [
    report(made, { evidence: 'opened' }),
    report(made, { evidence: 'clicked', userAgent: FIREFOX }),
  ];
  expect(await tell(click, open, click)).toBe(200);
  await tell(report(made), open);
  await tell(click);
  expect(await told(made)).toEqual(['CLICKED MEDIUM', 'OPENED WEAK', 'DELIVERED MEDIUM']);
});

test('a complaint, and a reply that says STOP, opt the address out for every customer on the channel', async () => {
  const made = await sent();
  await tell(report(made, { evidence: 'complained', closesAddress: true }));
  const stop = { evidence: 'complained', closesAddress: true, reportId: 'stop 1', detail: 'STOP' } as const;
  await tell(report(made, { ...stop, message: { address: made.address } }));
  expect(await told(made)).toEqual(['COMPLAINED STRONG', 'COMPLAINED STRONG']);
  expect(await published(made, 'preference.changed')).toMatchObject([{ optedOut: true, allCustomers: true }]);
  expect(
    await sql(`select 1 as n from opt_out where recipient_id = $1 and undone_at is null`, [made.recipientId]),
  ).toHaveLength(1);
});

test('a reply is about the newest message to whoever wrote it; while contracts is away the provider comes again', async () => {
  const made = await sent();
  const reply = report(made, { evidence: 'answered', message: { address: made.address } });
  scene.peers.contactsSilent = true;
  await expect(tell(reply)).rejects.toMatchObject({ code: 'PEER_UNAVAILABLE' });
  scene.peers.contactsSilent = false;
  await tell(reply);
  expect(await told(made)).toEqual(['ANSWERED STRONG']);
});

test('a report that comes before its message is known is kept, and matched later; what is nobody’s is forgotten', async () => {
  const made = await sent();
  await tell(
    report(made, { message: { providerMessageId: 'fake-1' } }),
    report(made, { reportId: 'nobody', message: { idempotencyKey: 'not ours' } }),
    report(made, { reportId: 'stranger', message: { address: 'who@else.example' } }),
  );
  const kept = () => sql(`select report_id, named_by from unknown_report order by report_id`, []);
  expect(await kept()).toHaveLength(3);
  expect(await told(made)).toEqual([]);
  await sql(`update attempt set provider = 'fake', provider_message_id = 'fake-1' where message_id = $1`, [
    made.messageId,
  ]);
  await scene.service.setNow(addMs(scene.now(), MINUTE));
  await untilIdle(scene.service);
  expect(await told(made)).toEqual(['DELIVERED MEDIUM']);
  expect(await kept()).toEqual([
    { report_id: 'nobody', named_by: 'KEY' },
    { report_id: 'stranger', named_by: 'ADDRESS' },
  ]);
  await tell(report(made, { evidence: 'opened', message: { providerMessageId: 'fake-1' } }));
  expect(await told(made)).toEqual(['DELIVERED MEDIUM', 'OPENED WEAK']);
  await scene.walk(31);
  expect(await kept()).toEqual([]);
});

test('evidence goes into the archive with its message, and what comes later brings both back', async () => {
  const made = await sent();
  await tell(report(made));
  await scene.tell(scene.messages.paid(made));
  await scene.walk(200);
  expect(await scene.count(made, '')).toEqual(NONE);
  expect(await sql(`select 1 as n from evidence where message_id = $1`, [made.messageId])).toEqual([]);
  expect(await list(made)).toEqual(['ACCEPTED WEAK', 'DELIVERED MEDIUM']);
  await tell(report(made), report(made, { evidence: 'bounced', closesAddress: true }));
  expect(await scene.count(made, '')).toEqual(ONE);
  expect(await told(made)).toEqual(['DELIVERED MEDIUM', 'BOUNCED STRONG']);
  expect(await published(made, 'bounce.changed')).toHaveLength(1);
  await scene.walk(200);
  expect(await scene.count(made, '_archive')).toEqual(ONE);
  expect(await list(made)).toHaveLength(3);
});

/** Links of the mail by their first word. */
async function links(made: Made): Promise<Record<string, string>> {
  const { text = '', html = '' } = (await mailOf(made)?.parsed()) ?? {};
  const found = `${text}\n${String(html).replaceAll('&#x3D;', '=')}`.matchAll(/https?:\/\/[^/\s"]+\/(\w+)\/[^\s"<>]+/g);
  return Object.fromEntries([...found].map(([url, name]) => [name, url]));
}

test('whoever follows the pay link of a mail has it: seconds after it went a machine, later a page view, a form a person (R-13)', async () => {
  const made = await sent();
  const { pay = '', seen = '' } = await links(made);
  const token = new URL(pay).searchParams.get('m') ?? '';
  const link = `pay/${made.riders[0]?.termId}`;
  const visit = (change: Partial<TakeVisitRequest> = {}) =>
    unary(grpc, 'takeVisit', { token, link, method: 'GET', userAgent: FIREFOX, ...change }, 5_000);
  await visit();
  expect(await told(made)).toEqual(['CLICKED WEAK']);
  await sql(`update attempt set ended_at = ended_at - interval '1 minute' where message_id = $1`, [made.messageId]);
  for (let n = 0; n < 3; n++) await visit();
  await visit({ method: 'HEAD' });
  await visit({ method: 'POST' });
  await visit({ token: seen.split('/').at(-1) ?? '', link: 'picture' });
  for (const bad of ['', 'x', `${token}x`]) await visit({ token: bad });
  expect(await told(made)).toEqual(['CLICKED WEAK', 'CLICKED MEDIUM', 'CLICKED STRONG', 'OPENED MEDIUM']);
});

test('the answer page shows what the mail told; the first answer counts, once, and is told (C-09)', async () => {
  const made = await sent(2);
  const { answer = '', pay = '' } = await links(made);
  const token = new URL(answer).pathname.split('/').at(-1) ?? '';
  const page = () => unary(grpc, 'getAnswerPage', { token }, 5_000);
  const shown = await page();
  expect(shown).toMatchObject({
    messageId: made.messageId,
    locale: 'en',
    answered: AnswerKind.ANSWER_KIND_UNSPECIFIED,
  });
  expect(shown.items.map(({ product }) => product).sort()).toEqual(['Suite 1', 'Suite 2']);
  expect(await told(made)).toEqual([]);
  const say = (kind: AnswerKind) => unary(grpc, 'answer', { token, answer: kind }, 5_000);
  await Promise.all([say(AnswerKind.ANSWER_KIND_SNOOZE), say(AnswerKind.ANSWER_KIND_SNOOZE)]);
  expect((await say(AnswerKind.ANSWER_KIND_CALL_ME)).answered).toBe(AnswerKind.ANSWER_KIND_SNOOZE);
  expect((await page()).answered).toBe(AnswerKind.ANSWER_KIND_SNOOZE);
  expect(await told(made)).toEqual(['ANSWERED STRONG SNOOZE']);
  const other = new URL(pay).searchParams.get('m') ?? '';
  await expect(unary(grpc, 'getAnswerPage', { token: other }, 5_000)).rejects.toMatchObject({ code: 'INVALID_LINK' });
  await expect(say(AnswerKind.ANSWER_KIND_UNSPECIFIED)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test.each([
  [AnswerKind.ANSWER_KIND_CALL_ME, 'CONTACT CALL_ME 2'],
  [AnswerKind.ANSWER_KIND_NOT_RENEWING, 'CONTACT NOT_RENEWING 2'],
  [AnswerKind.ANSWER_KIND_WRONG_CONTACT, 'COMPLETE_CONTACT WRONG_CONTACT 0'],
  [AnswerKind.ANSWER_KIND_IN_PROCUREMENT, undefined],
])('%s asks whoever looks after the customer, once: %s', async (answer, expected) => {
  const made = await sent(2);
  const token = new URL((await links(made))['answer'] ?? '').pathname.split('/').at(-1) ?? '';
  for (let n = 0; n < 2; n++) await unary(grpc, 'answer', { token, answer }, 5_000);
  expect(await tasks(made)).toEqual(expected === undefined ? [] : [expected]);
  // A call about terms ends with them.
  for (let n = 0; n < 2; n++) await scene.tell(scene.messages.paid(made, n));
  expect(await tasks(made)).toEqual(expected?.startsWith('COMPLETE') ? [expected] : []);
});

test('an unknown provider, and one that reports nothing, are answered 404', async () => {
  const request = { provider: 'nobody', method: 'GET', target: '/webhooks/nobody', headers: [], body: Buffer.alloc(0) };
  expect((await unary(grpc, 'takeCallback', request, 5_000)).status).toBe(404);
});
