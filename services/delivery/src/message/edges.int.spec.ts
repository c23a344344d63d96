import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { DeliveryServiceService, TemplateServiceService } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { AddresseeKind, MessageState } from '@perennial/proto/gen/perennial/types/v1/types';
import { newEvent } from '@perennial/events/event';
import { addMs, DAY, formatInstant } from '@perennial/kernel/instant';
import { newId } from '@perennial/kernel/ids';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { deliveryService } from '../service.js';
import { BUILT_IN_TEMPLATES } from '../template/built-in/built-in-templates.js';

let environment: TestEnvironment;
let service: RunningService;
let settings: Record<string, string>;
let messages: Peer<typeof DeliveryServiceService>;
let templates: Peer<typeof TemplateServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  settings = await environment.of('delivery', { SMTP_URL: 'smtp://127.0.0.1:9' });
  service = await startService(deliveryService, settings);
  const address = `127.0.0.1:${settings['GRPC_PORT']}`;
  messages = grpcClient(DeliveryServiceService, address);
  templates = grpcClient(TemplateServiceService, address);
}, 60_000);
afterAll(async () => {
  for (const peer of [messages, templates]) peer.close();
  await service.stop();
  await environment.close();
}, 60_000);

const list = (change: object) =>
  unary(
    messages,
    'listMessages',
    {
      customerId: '',
      termId: '',
      state: MessageState.MESSAGE_STATE_UNSPECIFIED,
      messageId: '',
      pageSize: 0,
      pageToken: '',
      ...change,
    },
    5_000,
  );

/** Closed terms: answered at once, without a provider. */
async function suppressed(customerId: string, count: number): Promise<string[]> {
  const [termId, paymentId] = [newId(), newId()];
  await tellService(service, [
    newEvent('payment.renewed', {
      paymentId,
      termId,
      contractId: newId(),
      customerId,
      quoteVersion: 1,
      amount: undefined,
      paidAt: undefined,
      cause: `payment:${paymentId}`,
    }),
  ]);
  const at = formatInstant(service.clock.now());
  const closesAt = formatInstant(addMs(service.clock.now(), DAY));
  const step = { opensAt: at, closesAt, windowOpensAt: at, windowClosesAt: closesAt };
  const rungs = [{ channel: Channel.CHANNEL_EMAIL, template: 'reminder', ...step }];
  const events = Array.from({ length: count }, () =>
    newEvent('reminder.due', {
      messageId: newId(),
      customerId,
      addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: newId() },
      recipientId: newId(),
      releasedAt: at,
      riders: [
        {
          reminderId: newId(),
          termId,
          contractId: newId(),
          step: 's',
          capExempt: false,
          product: 'P',
          lastDay: '2024-08-31',
          legal: false,
          purpose: 'reminder',
          lastStep: false,
          correctsLastDay: '',
          rungs,
          ownerId: '',
          teamId: '',
        },
      ],
    }),
  );
  await tellService(service, events);
  return [termId];
}

test('messages are listed by customer, term and state, page by page', async () => {
  const customerId = newId();
  const [termId] = await suppressed(customerId, 5);
  const first = await list({ customerId, pageSize: 3 });
  const second = await list({ customerId, pageSize: 3, pageToken: first.nextPageToken });
  expect([first.messages.length, second.messages.length, second.nextPageToken]).toEqual([3, 2, '']);
  expect(new Set([...first.messages, ...second.messages].map(({ messageId }) => messageId)).size).toBe(5);
  expect(first.messages[0]).toMatchObject({
    state: 'MESSAGE_STATE_DROPPED',
    reason: 'TERM_CLOSED',
    dispatches: [{ termId, state: 'DROPPED', reason: 'TERM_CLOSED' }],
    attempts: [],
  });
  expect((await list({ termId, state: MessageState.MESSAGE_STATE_DROPPED })).messages).toHaveLength(5);
  expect((await list({ termId, state: MessageState.MESSAGE_STATE_OPEN })).messages).toEqual([]);
});

test('outcomes are restated page by page', async () => {
  const customerId = newId();
  await suppressed(customerId, 2);
  let [after, restated] = ['', 0];
  do {
    const page = await unary(messages, 'restate', { afterId: after, pageSize: 2 }, 5_000);
    restated += page.restated;
    after = page.nextAfterId;
  } while (after !== '');
  const [row] = await service.database.query<{ n: number }>(
    `select count(*)::int as n from outbox where type = 'delivery.outcome' and restated and key = $1`,
    [customerId],
  );
  expect(row?.n).toBe(2);
  expect(restated).toBeGreaterThanOrEqual(2);
});

test('one message by its id, or by the Message-ID of its mail', async () => {
  const customerId = newId();
  await suppressed(customerId, 2);
  const [one] = (await list({ customerId })).messages;
  for (const messageId of [one?.messageId, `<${one?.messageId}.1@renew.example>`, `${one?.messageId}.12@renew.example`])
    expect((await list({ messageId })).messages).toEqual([one]);
  expect((await list({ messageId: newId() })).messages).toEqual([]);
  await expect(list({ messageId: '<somebody@else.example>' })).rejects.toMatchObject({
    violations: [expect.objectContaining({ field: 'message_id', rule: 'not_an_id' })],
  });
});

test('a page of a rare state among 100,000 messages takes its index: the median within 50 ms', async () => {
  const [customerId, last] = [newId(), newId()];
  await service.database.execute(
    `insert into message (message_id, customer_id, addressee_kind, addressee_id, recipient_id, channel, state, template,
       opened_at, released_at, window_closes_at)
     select case when n = 100000 then $2::uuid else gen_random_uuid() end, $1::uuid, 'CONTACT', $1::uuid, $1::uuid,
       'EMAIL', case when n = 100000 then 'REFUSED' else 'ACCEPTED' end, 'reminder', now(), now(), now()
     from generate_series(1, 100000) n`,
    [customerId, last],
  );
  await service.database.execute('analyze message', []);
  const state = MessageState.MESSAGE_STATE_REFUSED;
  const times: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    const began = performance.now();
    expect((await list({ state })).messages.map(({ messageId }) => messageId)).toContain(last);
    times.push(performance.now() - began);
  }
  expect(times.sort((x, y) => x - y)[10]).toBeLessThan(50);
  await service.database.execute('delete from message where customer_id = $1', [customerId]);
}, 60_000);

test('template.changed: the shipped ones when they are stored, the newest of each again with the first page', async () => {
  const told = async (restated: boolean) =>
    (
      await service.database.query<{ data: string }>(
        `select data from outbox where type = 'template.changed' and restated = $1 order by id`,
        [restated],
      )
    ).map(({ data }) => JSON.parse(data) as { name: string; locale: string; version: number });
  const shipped = BUILT_IN_TEMPLATES.map(({ name, locale, version }) => `${name} ${locale} ${version}`);
  const stored = (await told(false)).map(({ name, locale, version }) => `${name} ${locale} ${version}`);
  expect(stored).toEqual(expect.arrayContaining(shipped));
  const before = (await told(true)).length;
  await unary(messages, 'restate', { afterId: '', pageSize: 1 }, 5_000);
  expect((await told(true)).length - before).toBe(shipped.length);
  await unary(messages, 'restate', { afterId: newId(), pageSize: 1 }, 5_000);
  expect((await told(true)).length - before).toBe(shipped.length);
});

test.each([
  [{ customerId: 'x' }, 'customer_id'],
  [{ termId: "'; drop table message" }, 'term_id'],
  [{ pageSize: 501 }, 'page_size'],
  [{ pageSize: -1 }, 'page_size'],
  [{ pageToken: 'AAAA' }, 'page_token'],
  [{ pageToken: 'A'.repeat(9_999) }, 'page_token'],
])('bad list request %#', async (change, field) => {
  await expect(list(change)).rejects.toMatchObject({ violations: [expect.objectContaining({ field })] });
});

test('templates: the shipped ones, the next version, and bad ones by line', async () => {
  expect((await unary(templates, 'listTemplates', {}, 5_000)).templates).toHaveLength(BUILT_IN_TEMPLATES.length);
  const draft = {
    name: 'reminder',
    channel: Channel.CHANNEL_EMAIL,
    needs: [],
    mjml: '',
    locale: 'en',
    version: 0,
    subject: 'Hi',
    text: 'Hi {{contact}} {{unsubscribeLink}}',
    html: '<p>{{contact}} {{unsubscribeLink}}</p>',
    retiredAt: undefined,
  };
  const [a, b] = await Promise.all([
    unary(templates, 'saveTemplate', { template: draft }, 5_000),
    unary(templates, 'saveTemplate', { template: draft }, 5_000),
  ]);
  expect([a.template?.version, b.template?.version].sort()).toEqual([5, 6]);
  expect(a.template?.needs).toEqual(['opt_out_link']);
  // It takes the place of a shipped text that has a link to pay, and has none.
  expect(a.warnings.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
    'template.text no_pay_link',
    'template.html no_pay_link',
  ]);
  const saved = await service.database.query(
    `select data::json ->> 'version' as version from outbox
     where type = 'template.changed' and key = 'reminder' and data::json ->> 'locale' = 'en' and not restated
       and data::json ->> 'channel' = 'CHANNEL_EMAIL'
     order by id`,
    [],
  );
  expect(saved).toEqual([{ version: '4' }, { version: '5' }, { version: '6' }]);
  const other = { ...draft, channel: Channel.CHANNEL_UNSPECIFIED };
  await expect(unary(templates, 'saveTemplate', { template: other }, 5_000)).rejects.toMatchObject({
    violations: [expect.objectContaining({ field: 'template.channel', rule: 'unknown_value' })],
  });
  await expect(
    unary(templates, 'saveTemplate', { template: { ...draft, text: 'a\n{{nobody}}' } }, 5_000),
  ).rejects.toMatchObject({
    code: 'INVALID_TEMPLATE',
    violations: [
      { field: 'template.text', rule: 'unknown_variable', message: expect.stringContaining('line 2: nobody') },
    ],
  });
  const silent = { ...draft, text: 'Hi {{contact}}', html: '<p>{{contact}}</p>' };
  await expect(unary(templates, 'saveTemplate', { template: silent }, 5_000)).rejects.toMatchObject({
    code: 'INVALID_TEMPLATE',
    violations: [{ rule: 'no_opt_out_link' }, { rule: 'no_opt_out_link' }],
  });
  const own = await unary(templates, 'saveTemplate', { template: { ...silent, name: 'own-words' } }, 5_000);
  expect(own.warnings.map(({ rule }) => rule)).toEqual(['no_opt_out_link', 'no_opt_out_link']);
  await expect(unary(templates, 'saveTemplate', { template: undefined }, 5_000)).rejects.toMatchObject({
    violations: [expect.objectContaining({ field: 'template' })],
  });
});

test('an event that could never be sent becomes a dead letter and stops nothing', async () => {
  const customerId = newId();
  const at = formatInstant(service.clock.now());
  await tellService(service, [
    newEvent('reminder.due', {
      messageId: 'x',
      customerId,
      addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: newId() },
      recipientId: newId(),
      releasedAt: at,
      riders: [],
    }),
  ]);
  await suppressed(customerId, 1);
  expect((await list({ customerId })).messages).toHaveLength(1);
  expect(
    await service.database.query(`select count(*)::int as n from outbox where type = 'dead-letter' and key = $1`, [
      customerId,
    ]),
  ).toEqual([{ n: 1 }]);
});

test('without a provider it does not start, and says why', async () => {
  const { SMTP_URL: _none, ...rest } = settings;
  await expect(startService(deliveryService, { ...rest, GRPC_PORT: '0' })).rejects.toMatchObject({
    code: 'INVALID_CONFIGURATION',
    violations: [expect.objectContaining({ field: 'SMTP_URL' })],
  });
});
