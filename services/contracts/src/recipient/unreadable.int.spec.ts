import { CustomerServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { contact, customer, Edges, newer } from '@perennial/testing/system/edges';
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

const kinds = { contact: AddresseeKind.ADDRESSEE_KIND_CONTACT, owner: AddresseeKind.ADDRESSEE_KIND_OWNER };
const resolve = async (customerId: string, ...list: (readonly ['contact' | 'owner', string])[]) => {
  const recipients = list.map(([kind, id]) => ({ addressee: { kind: kinds[kind], id }, customerId }));
  const request = { recipients, channel: Channel.CHANNEL_EMAIL };
  return (await unary(customers, 'resolveRecipients', request, 5_000)).recipients.map(({ addressee }) => addressee?.id);
};
const reviews = () =>
  service.database.query('select subject_kind, subject_id from review where reason = $1 order by 1', ['unreadable']);

describe('a person whose row cannot be decrypted', () => {
  const damagedRecord = contact('damaged', 'c', { email: 'damaged@acme.example' });
  let [customerId, damaged, intact, boss, owner] = ['', '', '', '', ''];
  beforeAll(async () => {
    const own = (id: string) => ({
      owner: OwnerRecord.fromJSON({
        source: { system: 'erp', id, version: '1' },
        name: id,
        team: 'North',
        email: `${id}@own.example`,
      }),
    });
    [customerId, damaged, intact, boss, owner] = (await edges.take([
      customer('c', 'Europe/Berlin'),
      damagedRecord,
      contact('intact', 'c', { email: 'intact@acme.example' }),
      own('boss'),
      own('owner'),
    ])) as [string, string, string, string, string];
    const flip = `set_byte(wrapped_key, 20, 255 - get_byte(wrapped_key, 20))`;
    await service.database.execute(`update contact set wrapped_key = ${flip} where contact_id = $1`, [damaged]);
    await service.database.execute(`update owner set wrapped_key = '\\x00' where owner_id = $1`, [boss]);
  });

  it('is left out of the addresses; everybody else is answered, and somebody must look at them', async () => {
    const asked = [
      ['contact', damaged],
      ['contact', intact],
      ['owner', boss],
      ['owner', owner],
    ] as const;
    expect(await resolve(customerId, ...asked)).toEqual([intact, owner]);
    expect(await resolve(customerId, ['contact', damaged])).toEqual([]);
    expect(await reviews()).toEqual([
      { subject_kind: 'contact', subject_id: damaged },
      { subject_kind: 'owner', subject_id: boss },
    ]);
  });

  it('is shown without name and address beside the others of their customer', async () => {
    const { customer: shown } = await unary(customers, 'getCustomer', { customerId }, 5_000);
    const by = new Map(shown?.contacts.map(({ contactId, name, maskedAddress }) => [contactId, [name, maskedAddress]]));
    expect(by.get(damaged)).toEqual(['', '']);
    expect(by.get(intact)).toEqual(['Contact intact', 'i***@acme.example']);
  });

  it('is readable again with the next record of the source', async () => {
    await edges.take([newer(damagedRecord, 2)]);
    expect(await resolve(customerId, ['contact', damaged])).toEqual([damaged]);
  });

  it('fails the call where nobody can be read for want of the key, so that no address looks gone', async () => {
    await service.database.execute(`update contact set key_id = 'gone' where contact_id = $1`, [intact]);
    await expect(resolve(customerId, ['contact', intact])).rejects.toMatchObject({ code: 'UNKNOWN_FIELD_KEY' });
    expect(await resolve(customerId, ['contact', intact], ['contact', damaged])).toEqual([damaged]);
  });
});
