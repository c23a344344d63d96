import { addMs, DAY } from '@perennial/kernel/instant';
import { newId, type CustomerId, type RecipientId } from '@perennial/kernel/ids';
import {
  DeliveryServiceService,
  PreferenceServiceService,
  TemplateServiceService,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { signLink } from '@perennial/service/link/signed-link';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { CHANNELS, type Channels } from '../channel/channel.js';
import { deliveryService } from '../service.js';
import { TemplateBook } from '../template/template-book.js';
import { allTemplates } from '../template/template.store.js';
import { formatSubject } from './opt-out-subject.js';
import { optedOutOf, shareAddresses } from './preference.store.js';

let environment: TestEnvironment;
let service: RunningService;
let messages: Peer<typeof DeliveryServiceService>;
let templates: Peer<typeof TemplateServiceService>;
let preferences: Peer<typeof PreferenceServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  const settings = await environment.of('delivery', { SMTP_URL: 'smtp://127.0.0.1:9' });
  service = await startService(deliveryService, settings);
  const address = `127.0.0.1:${settings['GRPC_PORT']}`;
  messages = grpcClient(DeliveryServiceService, address);
  templates = grpcClient(TemplateServiceService, address);
  preferences = grpcClient(PreferenceServiceService, address);
}, 60_000);
afterAll(async () => {
  for (const peer of [messages, templates, preferences]) peer.close();
  await service.stop();
  await environment.close();
}, 60_000);

const optOut = (token: string) => unary(preferences, 'optOut', { token, thisCustomerOnly: false }, 5_000);
const key = { id: 'test', key: Buffer.alloc(32, 7) };
const subject = {
  addressHmac: 'ab'.repeat(32),
  channel: 'EMAIL' as const,
  customerId: newId<CustomerId>(),
  recipientId: newId<RecipientId>(),
};
const token = (change: object = {}) =>
  signLink([key], {
    purpose: 'unsubscribe',
    subject: formatSubject(subject),
    expiresAt: addMs(service.clock.now(), DAY),
    ...change,
  });

test('a link shows without acting, opts out once, and is refused when altered, expired or made for paying (M-10)', async () => {
  const show = () => unary(preferences, 'getPreference', { token: token() }, 5_000);
  expect(await show()).toEqual({ channel: Channel.CHANNEL_EMAIL, optedOut: false, optedOutEverywhere: false });
  await optOut(token());
  await optOut(token());
  expect((await show()).optedOut).toBe(true);
  const changed = await service.database.query<{ n: number }>(
    `select count(*)::int as n from outbox where type = 'preference.changed' and key = $1`,
    [subject.customerId],
  );
  expect(changed).toEqual([{ n: 1 }]);
  const bad: [string, string][] = [
    [`${token().slice(0, -2)}AA`, 'altered'],
    [token({ expiresAt: service.clock.now() }), 'expired'],
    [token({ purpose: 'pay' }), 'wrong_purpose'],
    ['', 'malformed'],
    [token({ subject: 'somebody' }), 'malformed'],
  ];
  for (const [text, rule] of bad)
    await expect(optOut(text)).rejects.toMatchObject({
      code: 'INVALID_LINK',
      violations: [expect.objectContaining({ field: 'token', rule })],
    });
});

test('an opt-out is taken back, for the address or for one customer at it; the newest word wins (M-10, R-14, review 15)', async () => {
  const [address, ann, bob] = ['b'.repeat(64), newId<CustomerId>(), newId<CustomerId>()];
  const link = (customerId: CustomerId) =>
    token({ subject: formatSubject({ ...subject, addressHmac: address, customerId }) });
  const say = (call: 'optOut' | 'optIn', customerId: CustomerId, thisCustomerOnly: boolean) =>
    unary(preferences, call, { token: link(customerId), thisCustomerOnly }, 5_000);
  const out = async () =>
    Promise.all(
      [ann, bob].map(async (id) => {
        const { optedOut, optedOutEverywhere } = await unary(preferences, 'getPreference', { token: link(id) }, 5_000);
        return optedOutEverywhere ? `${optedOut} everywhere` : String(optedOut);
      }),
    );
  await say('optOut', ann, true);
  expect(await out()).toEqual(['true', 'false']);
  await say('optOut', bob, false);
  expect(await out()).toEqual(['true everywhere', 'true everywhere']);
  await say('optIn', ann, true);
  expect(await out()).toEqual(['false everywhere', 'true everywhere']);
  await say('optOut', bob, false);
  expect(await out()).toEqual(['true everywhere', 'true everywhere']);
  await say('optIn', bob, false);
  await say('optIn', bob, false);
  expect(await out()).toEqual(['false', 'false']);
  const told = async (restated: boolean) =>
    (
      await service.database.query<{ data: string }>(
        `select data from outbox where type = 'preference.changed' and key = any($1) and restated = $2 order by id`,
        [[ann, bob], restated],
      )
    ).map(({ data }) => JSON.parse(data) as { optedOut?: boolean; allCustomers?: boolean });
  expect((await told(false)).map(({ optedOut = false, allCustomers = false }) => [optedOut, allCustomers])).toEqual([
    [true, false],
    [true, true],
    [false, false],
    [true, true],
    [false, true],
  ]);
  await unary(messages, 'restate', { afterId: '', pageSize: 1 }, 5_000);
  expect((await told(true)).length).toBe(2);
});

test('an opt-out waits for the attempt that is being written, and the next one sees it (review 31)', async () => {
  const race = { ...subject, addressHmac: 'c'.repeat(64), customerId: newId<CustomerId>() };
  const order: string[] = [];
  let opted: Promise<unknown> | undefined;
  await service.database.transaction('test.attempt', async (tx) => {
    await shareAddresses(tx, 'EMAIL', [race.addressHmac, 'd'.repeat(64)]);
    opted = optOut(token({ subject: formatSubject(race) })).then(() => order.push('opted out'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await optedOutOf(tx, 'EMAIL', [race])).size).toBe(0);
    order.push('attempt');
  });
  await opted;
  expect(order).toEqual(['attempt', 'opted out']);
  expect((await optedOutOf(service.database, 'EMAIL', [race])).size).toBe(1);
});

test('a text is retired: another language is used, and without one the text itself; saving takes it back', async () => {
  const draft = {
    name: 'own-words',
    channel: Channel.CHANNEL_EMAIL,
    needs: [],
    mjml: '',
    version: 0,
    retiredAt: undefined,
  };
  const words = { subject: 'Hi', text: 'Hi {{unsubscribeLink}}', html: '<p>{{unsubscribeLink}}</p>' };
  const save = (locale: string) =>
    unary(templates, 'saveTemplate', { template: { ...draft, ...words, locale } }, 5_000);
  await save('en');
  await save('de');
  const retire = (locale: string, name = 'own-words') =>
    unary(templates, 'retireTemplate', { name, channel: Channel.CHANNEL_EMAIL, locale }, 5_000);
  const used = async () => {
    const texts = new TemplateBook(service.app.get<Channels>(CHANNELS), await allTemplates(service.database));
    return texts.newest('own-words', 'EMAIL', 'de-AT')?.locale;
  };
  expect(await used()).toBe('de');
  expect((await retire('de')).templates).toMatchObject([{ locale: 'de', retiredAt: expect.anything() }]);
  expect(await used()).toBe('en');
  expect((await retire('')).templates).toHaveLength(2);
  expect(await used()).toBe('de');
  expect((await save('de')).template?.retiredAt).toBeUndefined();
  expect(await used()).toBe('de');
  const told = await service.database.query<{ retired: boolean }>(
    `select (data::json ->> 'retiredAt') is not null as retired from outbox
     where type = 'template.changed' and key = 'own-words' and data::json ->> 'locale' = 'de' and not restated
     order by id`,
    [],
  );
  expect(told.map(({ retired }) => retired)).toEqual([false, true, false]);
  await expect(retire('', 'never-was')).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
});
