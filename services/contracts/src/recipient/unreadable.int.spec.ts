import { CustomerServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ReviewServiceService } from '@perennial/proto/gen/perennial/review/v1/review';
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
let lists: Peer<typeof ReviewServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  service = await startService(contractsService, await environment.of('contracts'));
  const port = service.grpcPort;
  edges = new Edges({ contracts: port, scheduling: port, delivery: port, payments: port });
  lists = grpcClient(ReviewServiceService, `127.0.0.1:${port}`);
  customers = grpcClient(CustomerServiceService, `127.0.0.1:${port}`);
}, 60_000);
afterAll(async () => {
  edges?.close();
  customers?.close();
  lists?.close();
  await service?.stop();
  await environment?.close();
});

const kinds = { contact: AddresseeKind.ADDRESSEE_KIND_CONTACT, owner: AddresseeKind.ADDRESSEE_KIND_OWNER };
const resolve = async (customerId: string, ...list: (readonly ['contact' | 'owner', string])[]) => {
  const recipients = list.map(([kind, id]) => ({ addressee: { kind: kinds[kind], id }, customerId }));
  const request = { recipients, channel: Channel.CHANNEL_EMAIL };
  return (await unary(customers, 'resolveRecipients', request, 5_000)).recipients.map(({ addressee }) => addressee?.id);
};
const ANY = { kind: 'unreadable', customerId: '', ownerId: '', includeDone: false, pageSize: 0, pageToken: '' };
const reviews = async () => {
  const list = await unary(lists, 'listReviews', ANY, 5_000);
  return list.reviews.map(({ subjectKind, subjectId }) => `${subjectKind} ${subjectId}`).sort();
};

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
    expect(await reviews()).toEqual([`contact ${damaged}`, `owner ${boss}`]);
    const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text();
    expect(metrics).toMatch(/perennial_reviews_open\{kind="unreadable",service="contracts"\} 2/);
    expect(metrics).toMatch(/perennial_review_oldest_seconds\{kind="unreadable"/);
  });

  it('is shown without name and address beside the others of their customer', async () => {
    const { customer: shown } = await unary(customers, 'getCustomer', { customerId }, 5_000);
    const by = new Map(shown?.contacts.map(({ contactId, name, maskedAddress }) => [contactId, [name, maskedAddress]]));
    expect(by.get(damaged)).toEqual(['', '']);
    expect(by.get(intact)).toEqual(['Contact intact', 'i***@acme.example']);
  });

  it('is readable again with the next record of the source, and goes off the list by itself', async () => {
    await edges.take([newer(damagedRecord, 2)]);
    expect(await resolve(customerId, ['contact', damaged])).toEqual([damaged]);
    expect(await reviews()).toEqual([`owner ${boss}`]);
  });

  it('is finished by whoever has seen to it, once (chapter 7)', async () => {
    const [row] = (await unary(lists, 'listReviews', ANY, 5_000)).reviews;
    const finish = (reviewId: string, doneBy: string) =>
      unary(lists, 'finishReview', { reviewId, doneBy }, 5_000).then(({ review }) => review?.doneBy);
    expect(row?.whatToDo).toContain('FIELD_ENCRYPTION_KEYS');
    expect(await finish(row?.reviewId ?? '', 'ann')).toBe('ann');
    expect(await finish(row?.reviewId ?? '', 'bob')).toBe('ann');
    expect(await reviews()).toEqual([]);
    await expect(finish(customerId, 'ann')).rejects.toMatchObject({ code: 'REVIEW_NOT_FOUND' });
    await expect(finish(row?.reviewId ?? '', '')).rejects.toMatchObject({ violations: [{ field: 'done_by' }] });
  });

  it('fails the call where nobody can be read for want of the key, so that no address looks gone', async () => {
    await service.database.execute(`update contact set key_id = 'gone' where contact_id = $1`, [intact]);
    await expect(resolve(customerId, ['contact', intact])).rejects.toMatchObject({ code: 'UNKNOWN_FIELD_KEY' });
    expect(await resolve(customerId, ['contact', intact], ['contact', damaged])).toEqual([damaged]);
  });
});
