import { newEvent, type NewEvent } from '@perennial/events/event';
import type { OwnerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { PolicyServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { Channel, OwnerRole } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import { sampleContract, sampleCustomer, sampleId, sampleTerm } from '../../test/sample-events.js';
import { schedulingService } from '../service.js';

let scene: ServiceScene;

beforeAll(async () => {
  scene = await ServiceScene.start(schedulingService);
}, 60_000);
afterAll(() => scene?.close(), 30_000);

const ownerChanged = (name: string, more: Partial<OwnerSnapshot> = {}): NewEvent =>
  newEvent('owner.changed', {
    owner: {
      ownerId: sampleId('owner', name),
      version: 1,
      role: OwnerRole.OWNER_ROLE_OWNER,
      teamId: sampleId('team', 'north'),
      managerId: '',
      recipientId: sampleId('owner-recipient', name),
      channels: [Channel.CHANNEL_EMAIL],
      zone: 'Europe/Berlin',
      locale: 'en',
      active: true,
      ...more,
    },
  });
const POLICY = `policy: told-inside
priority: 1
select: product == "Inside"
steps:
  - { node: T-40, purpose: plan, template: reminder, audience: internal, roles: [owner, manager] }
  - { node: T-30, purpose: reminder, template: reminder }
`;
const stepsOf = async (termId: string): Promise<string[]> =>
  (
    await scene.service.database.query<{ row: string }>(
      `select concat_ws(' ', step, audience, addressee_kind, addressee_id, state) as row
       from reminder where term_id = $1 order by node desc, addressee_id, occurrence`,
      [termId],
    )
  ).map(({ row }) => row);

test('a step for the owner and their manager: planned in their zone, released to them, followed when they change', async () => {
  const peer = grpcClient(PolicyServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  await unary(peer, 'savePolicy', { document: POLICY }, 5_000).finally(() => peer.close());
  const contract = sampleContract('inside', 'inside', { product: 'Inside', ownerId: sampleId('owner', 'ann') });
  const term = sampleTerm(contract, 1, { ownerId: sampleId('owner', 'ann') });
  const customer = newEvent('customer.changed', { customer: sampleCustomer('inside') });
  await scene.feed(customer, newEvent('contract.expiring', { contract, term }));
  const toContact = `T-30/reminder CUSTOMER CONTACT ${sampleId('contact', 'inside')} PLANNED`;
  // The owner is not known yet: one's own people are no addressees whose lack a customer would suffer from.
  expect(await stepsOf(term.termId)).toEqual([toContact]);
  expect(await scene.service.database.query('select kind, subject_id from review_row', [])).toEqual([]);

  await scene.feed(ownerChanged('bob', { role: OwnerRole.OWNER_ROLE_MANAGER }));
  await scene.feed(ownerChanged('ann', { managerId: sampleId('owner', 'bob') }));
  const [ann, bob] = ['ann', 'bob'].map((name) => `T-40/plan INTERNAL OWNER ${sampleId('owner', name)} PLANNED`) as [
    string,
    string,
  ];
  expect(await stepsOf(term.termId)).toEqual([...[ann, bob].sort(), toContact]);

  // The term ends on 2024-10-14: T-40 is Wednesday 2024-09-04, from 09:00 in Berlin.
  await scene.at('2024-09-04T07:00:00Z');
  const due = await scene.published('reminder.due', term.termId);
  expect(due).toHaveLength(2);
  expect(due).toContainEqual(
    expect.objectContaining({
      customerId: term.customerId,
      addressee: { kind: 'ADDRESSEE_KIND_OWNER', id: sampleId('owner', 'ann') },
      recipientId: sampleId('owner-recipient', 'ann'),
      riders: [
        expect.objectContaining({
          step: 'T-40/plan',
          rungs: [expect.objectContaining({ channel: 'CHANNEL_EMAIL', template: 'reminder' })],
        }),
      ],
    }),
  );
  const sends = await scene.service.database.query('select audience from send', []);
  expect(sends).toEqual([{ audience: 'INTERNAL' }, { audience: 'INTERNAL' }]);

  // An older version changes nothing; a new manager is told, and the one before is recalled.
  await scene.feed(ownerChanged('eve', { role: OwnerRole.OWNER_ROLE_MANAGER }));
  await scene.feed(ownerChanged('ann', { managerId: sampleId('owner', 'eve'), version: 0 }));
  expect(await scene.published('reminder.withdrawn', term.termId)).toEqual([]);
  await scene.feed(ownerChanged('bob', { role: OwnerRole.OWNER_ROLE_MANAGER, active: false, version: 2 }));
  expect(await scene.published('reminder.withdrawn', term.termId)).toHaveLength(1);
});
