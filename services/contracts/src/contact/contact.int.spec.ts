import { CustomerServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { contact, customer, Edges } from '@perennial/testing/system/edges';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let service: RunningService;
let edges: Edges;
let customers: Peer<typeof CustomerServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  service = await startService(contractsService, await environment.of('contracts'));
  const port = service.grpcPort;
  edges = new Edges({ contracts: port, scheduling: port, delivery: port, payments: port });
  customers = grpcClient(CustomerServiceService, `127.0.0.1:${port}`);
}, 60_000);
afterAll(async () => {
  edges?.close();
  customers?.close();
  await service?.stop();
  await environment?.close();
});

let serial = 0;
const fresh = (prefix: string): string => `${prefix}-${(serial += 1)}`;

describe('contacts', () => {
  const resolve = async (channel: Channel, ...contactIds: string[]) =>
    (
      await unary(
        customers,
        'resolveRecipients',
        {
          recipients: contactIds.map((id) => ({
            addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: id },
            customerId: '',
          })),
          channel,
        },
        5_000,
      )
    ).recipients;

  it('finds whose a number is, however it is written, and asks for no mail address: a mail names its message', async () => {
    const [name, a, b] = [fresh('customer'), fresh('contact'), fresh('contact')];
    const [customerId, first, second] = (await edges.take([
      customer(name, 'Europe/Berlin'),
      contact(a, name, { email: 'by-phone@acme.example', phone: '+49 30 901820' }),
      contact(b, name, { phone: '+4930901820' }),
    ])) as [string, string, string];
    const find = (address: string, channel = Channel.CHANNEL_SMS) =>
      unary(customers, 'findRecipients', { channel, address }, 5_000);
    const { addressHmac, recipients } = await find('+49 (30) 901820');
    expect(addressHmac).toMatch(/^[0-9a-f]{64}$/);
    expect(recipients.map(({ addressee }) => addressee?.id).sort()).toEqual([first, second].sort());
    expect(new Set(recipients.map((found) => found.customerId))).toEqual(new Set([customerId]));
    expect((await find('+12125552368')).recipients).toEqual([]);
    for (const asked of [find('030 901820'), find('STOP'), find('by-phone@acme.example', Channel.CHANNEL_EMAIL)])
      await expect(asked).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('knows a user of WeCom as he is written, and the colleague who may write to him (C-07, C-14)', async () => {
    const [name, a, b] = [fresh('customer'), fresh('contact'), fresh('contact')];
    const wecom = (address: string, writer?: string) => [{ channel: 'CHANNEL_WECOM', address, writer }];
    const [, first, second] = (await edges.take([
      customer(name, 'Asia/Shanghai'),
      contact(a, name, { addresses: wecom('wmAbC_1', ' ZhangSan ') }),
      contact(b, name, { addresses: wecom('wmabc_1') }),
    ])) as [string, string, string];
    const told = await resolve(Channel.CHANNEL_WECOM, first, second);
    expect(told.map(({ address, writer }) => [address, writer])).toEqual([
      ['wmAbC_1', 'zhangsan'],
      ['wmabc_1', ''],
    ]);
    const request = { channel: Channel.CHANNEL_WECOM, address: 'wmAbC_1' };
    const found = await unary(customers, 'findRecipients', request, 5_000);
    expect(found.recipients.map(({ addressee }) => addressee?.id)).toEqual([first]);
    expect(found.addressHmac).toBe(told[0]?.addressHmac);
  });

  it('shares one recipient between contacts with one address, and re-points a contact whose address changes (D-05)', async () => {
    const [name, a, b] = [fresh('customer'), fresh('contact'), fresh('contact')];
    const [customerId, first, second] = (await edges.take([
      customer(name, 'Europe/Berlin'),
      contact(a, name, { email: ' Shared@Müller.example' }),
      contact(b, name, { email: 'shared@xn--mller-kva.example' }),
    ])) as [string, string, string];
    const shared = await resolve(Channel.CHANNEL_EMAIL, first, second);
    expect(new Set(shared.map(({ recipientId }) => recipientId)).size).toBe(1);
    expect(shared.map(({ address }) => address)).toEqual([
      'shared@xn--mller-kva.example',
      'shared@xn--mller-kva.example',
    ]);
    await edges.take([contact(a, name, { email: 'new@acme.example', source: { system: 'erp', id: a, version: '2' } })]);
    const [moved] = await resolve(Channel.CHANNEL_EMAIL, first);
    expect(moved).toMatchObject({
      addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: first },
      address: 'new@acme.example',
      addressHmac: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(moved?.recipientId).not.toBe(shared[0]?.recipientId);
    const snapshots = await service.database.query<{ data: string }>(
      `select data from outbox where key = $1 and type = 'customer.changed' order by id`,
      [customerId],
    );
    expect(JSON.parse(snapshots.at(-1)?.data ?? '{}')).toMatchObject({
      customer: {
        version: 2,
        contacts: expect.arrayContaining([
          expect.objectContaining({ contactId: first, recipientId: moved?.recipientId }),
        ]),
      },
    });
  });

  it('tells the channel that a contact prefers, and another one when it changes (C-16)', async () => {
    const [name, id] = [fresh('customer'), fresh('contact')];
    const preferring = (version: string, preferredChannel?: string) =>
      contact(id, name, {
        email: 'li@acme.example',
        phone: '+86 138 0013 8001',
        source: { system: 'erp', id, version },
        ...(preferredChannel !== undefined && { preferredChannel }),
      });
    const told = async (): Promise<string[]> => {
      const { customer: found } = await unary(customers, 'getCustomer', { customerId }, 5_000);
      const events = await service.database.query<{ data: string }>(
        `select data from outbox where key = $1 and type = 'customer.changed' order by id`,
        [customerId],
      );
      const newest = JSON.parse(events.at(-1)?.data ?? '{}') as {
        customer: { contacts: { preferredChannel?: string }[] };
      };
      const { preferredChannel = 'CHANNEL_UNSPECIFIED' } = newest.customer.contacts[0] ?? {};
      return [found?.contacts[0]?.preferredChannel ?? '', preferredChannel];
    };
    const [customerId] = (await edges.take([customer(name, 'Europe/Berlin'), preferring('1')])) as [string];
    expect(await told()).toEqual(['CHANNEL_UNSPECIFIED', 'CHANNEL_UNSPECIFIED']);
    await edges.take([preferring('2', 'CHANNEL_SMS')]);
    expect(await told()).toEqual(['CHANNEL_SMS', 'CHANNEL_SMS']);
  });

  it('leaves out contacts who have left, and masks addresses for people (M-11)', async () => {
    const [name, gone] = [fresh('customer'), fresh('contact')];
    const [customerId, contactId] = (await edges.take([
      customer(name, 'Europe/Berlin'),
      contact(gone, name, { email: 'zoe@acme.example', active: false }),
    ])) as [string, string];
    expect(await resolve(Channel.CHANNEL_EMAIL, contactId)).toEqual([]);
    expect((await unary(customers, 'getCustomer', { customerId }, 5_000)).customer?.contacts[0]).toMatchObject({
      active: false,
      name: `Contact ${gone}`,
      maskedAddress: 'z***@acme.example',
    });
  });

  it('keeps no name or address of a person in clear (D-12)', async () => {
    const name = fresh('customer');
    await edges.take([
      customer(name, 'Europe/Berlin'),
      contact(fresh('contact'), name, {
        name: 'Plainly Findable',
        email: 'findable@acme.example',
        phone: '+86 138 0013 8000',
      }),
    ]);
    const tables = await service.database.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'inbox%'`,
      [],
    );
    for (const table of tables) {
      const text = JSON.stringify(
        await service.database.query(
          `select encode(convert_to(row_to_json(t)::text, 'UTF8'), 'escape') as row from "${table.name}" t`,
        ),
      );
      for (const plain of [
        'Findable',
        'findable@',
        '13800138000',
        Buffer.from('findable@acme.example').toString('hex'),
      ])
        expect([table.name, text.includes(plain)]).toEqual([table.name, false]);
    }
  });
});
