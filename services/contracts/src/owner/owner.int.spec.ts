import { newId } from '@perennial/kernel/ids';
import { CustomerServiceService, ContractServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { contact, customer, Edges, type ErpRecord } from '@perennial/testing/system/edges';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let service: RunningService;
let edges: Edges;
let customers: Peer<typeof CustomerServiceService>;
let contracts: Peer<typeof ContractServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  service = await startService(contractsService, await environment.of('contracts'));
  const port = service.grpcPort;
  edges = new Edges({ contracts: port, scheduling: port, delivery: port, payments: port });
  customers = grpcClient(CustomerServiceService, `127.0.0.1:${port}`);
  contracts = grpcClient(ContractServiceService, `127.0.0.1:${port}`);
}, 60_000);
afterAll(async () => {
  edges?.close();
  customers?.close();
  contracts?.close();
  await service?.stop();
  await environment?.close();
});

let serial = 0;
const fresh = (prefix: string): string => `${prefix}-${(serial += 1)}`;
const owner = (id: string, more: object = {}, version = 1): ErpRecord => ({
  owner: OwnerRecord.fromJSON({
    source: { system: 'erp', id, version: String(version) },
    name: `Owner ${id}`,
    team: 'North',
    email: `${id}@own.example`,
    ...more,
  }),
});
const faults = async (...records: ErpRecord[]): Promise<string[]> =>
  (await edges.sync(records)).flatMap(({ violations }) => violations.map(({ field, rule }) => `${field} ${rule}`));
const changes = async (ownerId: string, restated = false): Promise<Record<string, unknown>[]> =>
  (
    await service.database.query<{ data: string }>(
      `select data from outbox where type = 'owner.changed' and key = $1 and restated = $2 order by id`,
      [ownerId, restated],
    )
  ).map(({ data }) => JSON.parse(data).owner);
const resolve = async (
  channel: Channel,
  ...pairs: (readonly [kind: AddresseeKind, id: string, customer: string])[]
) => {
  const recipients = pairs.map(([kind, id, customerId]) => ({ addressee: { kind, id }, customerId }));
  return (await unary(customers, 'resolveRecipients', { recipients, channel }, 5_000)).recipients;
};
const { ADDRESSEE_KIND_OWNER: OWNER, ADDRESSEE_KIND_CONTACT: CONTACT } = AddresseeKind;

describe('owners', () => {
  it('takes phone, channel addresses, manager, role, zone, locale and leaving, and publishes ids only', async () => {
    const [boss, name] = [fresh('boss'), fresh('owner')];
    const [bossId, ownerId] = (await edges.take([
      owner(boss, { role: 'OWNER_ROLE_DIRECTOR' }),
      owner(name, {
        phone: '030 901820',
        addresses: [{ channel: 'CHANNEL_WECOM', address: 'ZhangSan' }],
        manager: boss,
        zone: 'Europe/Berlin',
        locale: 'zh-CN',
      }),
    ])) as [string, string];
    expect(await changes(bossId)).toEqual([
      expect.objectContaining({ ownerId: bossId, version: 1, role: 'OWNER_ROLE_DIRECTOR', zone: 'UTC', locale: 'en' }),
    ]);
    const [first] = await changes(ownerId);
    expect(first).toEqual({
      ownerId,
      version: 1,
      role: 'OWNER_ROLE_OWNER',
      teamId: expect.any(String),
      managerId: bossId,
      recipientId: expect.any(String),
      channels: ['CHANNEL_EMAIL', 'CHANNEL_SMS', 'CHANNEL_WECOM'],
      zone: 'Europe/Berlin',
      locale: 'zh-CN',
      active: true,
    });
    const text = JSON.stringify(await service.database.query(`select data from outbox where key = $1`, [ownerId]));
    for (const plain of [name, 'zhangsan', '4930901820']) expect(text.toLowerCase()).not.toContain(plain);
  });

  it('gives a change that is seen from outside a new version, and any other none', async () => {
    const name = fresh('owner');
    const [id] = (await edges.take([owner(name)])) as [string];
    await edges.take([owner(name, { name: 'Another Name' }, 2), owner(name, { left: true }, 3)]);
    expect((await changes(id)).map(({ version, active }) => [version, active ?? false])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it('restates owners as they are', async () => {
    const [id] = (await edges.take([owner(fresh('owner'))])) as [string];
    let afterId = '';
    do
      afterId = (
        await unary(contracts, 'restate', { kind: 'RESTATE_KIND_OWNERS' as never, afterId, pageSize: 2 }, 5_000)
      ).nextAfterId;
    while (afterId !== '');
    expect(await changes(id, true)).toEqual(await changes(id));
  });

  it.each<[string, object, string[]]>([
    ['a bad phone number', { phone: '12' }, ['phone phone_syntax']],
    ['a national number where the zone tells no country', { phone: '030 901820' }, ['phone phone_syntax']],
    ['a bad email address', { email: 'x' }, ['email email_syntax']],
    ['an unknown role', { role: 77 }, ['role unknown_value']],
    [
      'an unknown zone and a locale that is none',
      { zone: 'Mars', locale: 'f!' },
      ['zone unknown_zone', 'locale unknown_locale'],
    ],
    ['an unknown manager', { manager: 'nobody' }, ['manager unknown_owner']],
    [
      'channel addresses that are none',
      {
        addresses: [
          { channel: 'CHANNEL_TASK', address: 'x' },
          { channel: 'CHANNEL_WECOM', address: 'a b' },
        ],
      },
      ['addresses[0].channel unknown_value', 'addresses[1].address wecom_syntax'],
    ],
    [
      'two addresses of one channel',
      {
        addresses: [
          { channel: 'CHANNEL_WECOM', address: 'a' },
          { channel: 'CHANNEL_WECOM', address: 'b' },
        ],
      },
      ['addresses[1].channel repeated'],
    ],
  ])('refuses an owner with %s', async (_what, more, expected) => {
    expect(await faults(owner(fresh('bad'), more))).toEqual(expected);
  });

  it('refuses an owner who manages themselves', async () => {
    const name = fresh('owner');
    expect(await faults(owner(name, { manager: name }))).toEqual(['manager own_manager']);
  });

  it('shares one recipient between an owner and a contact with one address, and keeps nothing in clear', async () => {
    const [name, who] = [fresh('customer'), fresh('owner')];
    const [, contactId, ownerId] = (await edges.take([
      customer(name, 'Europe/Berlin'),
      contact(fresh('contact'), name, { email: 'Shared.Desk@own.example' }),
      owner(who, { email: ' shared.desk@OWN.example', name: 'Plainly Findable', phone: '+4930901820' }),
    ])) as [string, string, string];
    const [{ rows } = { rows: '' }] = await service.database.query<{ rows: string }>(
      `select json_agg(encode(convert_to(row_to_json(o)::text, 'UTF8'), 'escape'))::text as rows from owner o`,
    );
    for (const plain of ['Findable', 'shared.desk', Buffer.from('shared.desk').toString('hex'), '4930901820'])
      expect(rows).not.toContain(plain);
    const [event] = await changes(ownerId);
    const [resolved] = await resolve(Channel.CHANNEL_EMAIL, [CONTACT, contactId, '']);
    expect(event?.['recipientId']).toBe(resolved?.recipientId);
  });
});

describe('ResolveRecipients of owners', () => {
  it('answers each customer asked about, by channel, and leaves out who has left or has no such address', async () => {
    const [one, two, who, gone] = [fresh('customer'), fresh('customer'), fresh('owner'), fresh('owner')];
    const [a, b, ownerId, goneId] = (await edges.take([
      customer(one, 'Europe/Berlin'),
      customer(two, 'Europe/Berlin'),
      owner(who, { phone: '+4930901820', zone: 'Asia/Shanghai', locale: 'zh-CN' }),
      owner(gone, { left: true }),
    ])) as [string, string, string, string];
    const answer = await resolve(
      Channel.CHANNEL_EMAIL,
      [OWNER, ownerId, a],
      [OWNER, ownerId, b],
      [OWNER, ownerId, newId()],
      [OWNER, goneId, a],
    );
    expect(answer).toEqual(
      [
        [a, `Customer ${one}`],
        [b, `Customer ${two}`],
      ].map(([customerId, customerName]) => ({
        addressee: { kind: OWNER, id: ownerId },
        customerId,
        customerName,
        recipientId: answer[0]?.recipientId,
        address: `${who}@own.example`,
        addressHmac: expect.stringMatching(/^[0-9a-f]{64}$/),
        name: `Owner ${who}`,
        zone: 'Asia/Shanghai',
        locale: 'zh-CN',
        active: true,
        writer: '',
        customerCountry: 'US',
      })),
    );
    const phones = await resolve(Channel.CHANNEL_SMS, [OWNER, ownerId, a]);
    expect(phones.map(({ address, recipientId }) => [address, recipientId])).toEqual([
      ['+4930901820', answer[0]?.recipientId],
    ]);
    expect(await resolve(Channel.CHANNEL_WECOM, [OWNER, ownerId, a])).toEqual([]);
    // Whoever is called is named with the number; without one whatever address there is (C-04).
    const called = await resolve(Channel.CHANNEL_TASK, [OWNER, ownerId, a]);
    expect(called.map(({ address, recipientId }) => [address, recipientId])).toEqual([
      ['+4930901820', answer[0]?.recipientId],
    ]);
  });

  it('takes the customer that a contact belongs to, and no other', async () => {
    const [one, two] = [fresh('customer'), fresh('customer')];
    const [a, b, contactId] = (await edges.take([
      customer(one, 'Europe/Berlin'),
      customer(two, 'Europe/Berlin'),
      contact(fresh('contact'), one, { addresses: [{ channel: 'CHANNEL_WECOM', address: 'Wang_Wu' }] }),
    ])) as [string, string, string];
    const of = (id: string) => resolve(Channel.CHANNEL_WECOM, [CONTACT, contactId, id]);
    expect((await of('')).map(({ customerId, address }) => [customerId, address])).toEqual([[a, 'Wang_Wu']]);
    const called = await resolve(Channel.CHANNEL_TASK, [CONTACT, contactId, a]);
    expect(called.map(({ address }) => address)).toEqual([expect.stringContaining('@')]);
    expect(await of(a)).toHaveLength(1);
    expect(await of(b)).toEqual([]);
  });

  it('names the fields of a bad question', async () => {
    await expect(
      resolve(Channel.CHANNEL_UNSPECIFIED, [OWNER, newId(), ''], [0 as never, 'x', '']),
    ).rejects.toMatchObject({
      violations: [
        expect.objectContaining({ field: 'channel', rule: 'unknown_value' }),
        expect.objectContaining({ field: 'recipients[0].customer_id', rule: 'required' }),
        expect.objectContaining({ field: 'recipients[1].addressee.kind', rule: 'unknown_value' }),
        expect.objectContaining({ field: 'recipients[1].addressee.id', rule: 'not_an_id' }),
      ],
    });
  });
});
