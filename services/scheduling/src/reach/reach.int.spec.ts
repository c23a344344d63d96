import { newEvent } from '@perennial/events/event';
import { ReminderServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { Channel, HoldScope, ReminderState } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import { sampleContact, sampleCustomer, sampleId, sampleOpened, sampleTerm } from '../../test/sample-events.js';
import { schedulingService } from '../service.js';

let scene: ServiceScene;
let peer: Peer<typeof ReminderServiceService>;

beforeAll(async () => {
  scene = await ServiceScene.start(schedulingService);
  peer = grpcClient(ReminderServiceService, `127.0.0.1:${scene.service.grpcPort}`);
}, 60_000);
afterAll(async () => {
  peer?.close();
  await scene?.close();
}, 30_000);

const planned = async (termId: string): Promise<string[]> =>
  (
    await scene.service.database.query<{ addressee_id: string }>(
      `select distinct addressee_id from reminder where term_id = $1 and state = 'PLANNED'`,
      [termId],
    )
  ).map(({ addressee_id }) => addressee_id);
const whyTerm = (termId: string) => unary(peer, 'whyTerm', { termId }, 5_000);

/** A customer with Ann for renewals and Ben for bills, and a contract whose term is planned. */
async function told(name: string, ...more: Parameters<typeof sampleContact>[1][]): Promise<string> {
  const ann = sampleContact(name);
  const contacts = [ann, ...more.map((each, n) => sampleContact(`${name}${n}`, { roles: ['billing'], ...each }))];
  const { term, events } = sampleOpened(name, { originalStart: '2024-01-20' });
  await scene.feed(newEvent('customer.changed', { customer: sampleCustomer(name, { contacts }) }), ...events.slice(1));
  expect(await planned(term.termId)).toEqual([ann.contactId]);
  return term.termId;
}
const preference = (name: string, optedOut: boolean, changedAt: string, allCustomers = false) =>
  newEvent('preference.changed', {
    customerId: sampleId('customer', name),
    recipientId: sampleId('recipient', name),
    channel: Channel.CHANNEL_EMAIL,
    optedOut,
    changedAt,
    allCustomers,
  });
const bounce = (name: string, bounced: boolean, changedAt: string) =>
  newEvent('bounce.changed', {
    customerId: sampleId('customer', name),
    recipientId: sampleId('recipient', name),
    channel: Channel.CHANNEL_EMAIL,
    bounced,
    reason: bounced ? '550 no such user' : '',
    changedAt,
  });

test('an opt-out moves what is pending to the next role, an older one changes nothing, and opting in brings it back (M-10)', async () => {
  const termId = await told('optout', {});
  const [ann, ben] = [sampleId('contact', 'optout'), sampleId('contact', 'optout0')];
  await scene.feed(preference('optout', true, '2024-07-01T01:00:00Z'));
  expect(await planned(termId)).toEqual([ben]);
  await scene.feed(preference('optout', false, '2024-06-30T00:00:00Z'));
  expect(await planned(termId)).toEqual([ben]);
  await scene.feed(preference('optout', false, '2024-07-01T02:00:00Z'));
  expect(await planned(termId)).toEqual([ann]);
  await scene.feed(preference('optout', true, '2024-07-01T03:00:00Z', true));
  expect(await planned(termId)).toEqual([ben]);
});

test('a hard bounce moves what is pending to the next role until the address works again (D-05)', async () => {
  const termId = await told('bounced', {});
  await scene.feed(bounce('bounced', true, '2024-07-01T01:00:00Z'));
  expect(await planned(termId)).toEqual([sampleId('contact', 'bounced0')]);
  await scene.feed(bounce('bounced', false, '2024-07-01T02:00:00Z'));
  expect(await planned(termId)).toEqual([sampleId('contact', 'bounced')]);
});

test('nobody left to write to: WhyTerm says which steps are not planned and why, over the wire (explained)', async () => {
  const termId = await told('alone');
  await scene.feed(bounce('alone', true, '2024-07-01T01:00:00Z'));
  const why = await whyTerm(termId);
  expect(await planned(termId)).toEqual([]);
  expect(why.chainIntact).toBe(true);
  expect(why.notPlanned.length).toBeGreaterThan(0);
  expect(new Set(why.notPlanned.map(({ reason }) => reason))).toEqual(new Set(['NO_ADDRESS']));
  for (const { facts } of why.decisions) expect(JSON.parse(facts)).toEqual(expect.any(Object));
});

test('WhyTerm refuses what is no id and what it does not know, by field', async () => {
  await expect(whyTerm('x')).rejects.toMatchObject({ code: 'INVALID_REQUEST', violations: [{ field: 'term_id' }] });
  await expect(whyTerm(sampleId('term', 'unheard of'))).rejects.toMatchObject({ code: 'TERM_NOT_FOUND' });
});

test('a term that was never announced has no plan to tell of (WhyTerm)', async () => {
  const { contract, events } = sampleOpened('unheard', { originalStart: '2024-01-20' });
  await scene.feed(events[0] as never, newEvent('contract.changed', { contract, terms: [sampleTerm(contract)] }));
  expect(await whyTerm(sampleTerm(contract).termId)).toMatchObject({ reason: '', decisions: [], reminders: [] });
});

test('a hold on the customer is seen, stands in Why, and nothing is released until its end (R-14)', async () => {
  const termId = await told('held');
  const customer = (version: number, endedAt?: string) =>
    newEvent('customer.changed', {
      customer: sampleCustomer('held', {
        version,
        holds: [
          {
            holdId: sampleId('hold', 'held'),
            scope: HoldScope.HOLD_SCOPE_CUSTOMER,
            subjectId: sampleId('customer', 'held'),
            customerId: sampleId('customer', 'held'),
            reason: 'talks under way',
            ownerId: '',
            until: '2024-12-31',
            placedAt: '2024-07-01T01:00:00Z',
            endedAt,
            version,
            source: undefined,
          },
        ],
      }),
    });
  const released = async (): Promise<number> =>
    (await whyTerm(termId)).reminders.filter(({ state }) => state === ReminderState.REMINDER_STATE_RELEASED).length;
  await scene.feed(customer(2));
  expect(JSON.stringify((await whyTerm(termId)).decisions.at(-1))).toContain('talks under way');
  // T-30 of 19 January opens on Friday, 20 December.
  await scene.at('2024-12-20T20:00:00Z');
  expect(await released()).toBe(0);
  await scene.feed(customer(3, '2024-12-20T20:00:00Z'));
  await scene.at('2024-12-23T20:00:00Z');
  expect(await released()).toBe(1);
});
