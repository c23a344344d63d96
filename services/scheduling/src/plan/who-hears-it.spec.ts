import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { customerOf } from '../customer/customer-snapshot.js';
import type { Contact } from '../customer/customer.js';
import { reachKey, UNKNOWN_REACH } from '../reach/reach.js';
import { Life, ofLastDay, people, policyOf, preset } from '../../test/life.js';
import { sampleContact, sampleCustomer, sampleId } from '../../test/sample-events.js';
import type { TermPlanInput } from './term-plan.js';

test('R1, K19: Ann and Bob share an address and both have the role: one row a step', () => {
  const shared = { recipientId: sampleId('recipient', 'accounts') };
  const life = new Life(ofLastDay('2024-07-16'), [preset('standard')], people(['ann', shared], ['bob', shared]));
  const { insert } = life.planAt('2024-05-01T00:00:00Z');
  expect(insert.map(({ step }) => step)).toHaveLength(5);
  expect(new Set(insert.map(({ addresseeId }) => addresseeId)).size).toBe(1);
  // Whoever has the first row keeps it: a contact of a lower id who comes later changes nothing.
  const [first] = insert;
  const ids = ['ann', 'bob', 'cal', 'dan', 'eve'].filter(
    (name) => sampleId('contact', name) < (first?.addresseeId ?? ''),
  );
  life.contacts = people(['ann', shared], ['bob', shared], ...ids.map((name): [string, object] => [name, shared]));
  expect(life.planAt('2024-05-01T01:00:00Z')).toMatchObject({ insert: [], end: [] });
});

test('R2: a Friday step whose provider was away on Friday goes on Monday, and the next one still on Tuesday', () => {
  const policy = policyOf(
    'policy: p\nselect: cycleMonths > 0\nsteps:\n' +
      '  - { node: T-7, purpose: reminder, template: reminder, late: P2D }\n' +
      '  - { node: T-3, purpose: last-warning, template: last-warning }\n',
  );
  // T-7 is Friday 2024-07-05.
  const life = new Life(ofLastDay('2024-07-12'), [policy]);
  life.planAt('2024-06-01T00:00:00Z');
  life.sendAt('2024-07-05T07:00:00Z', { state: 'SKIPPED', reason: 'EXPIRED', retry: 'NEXT_OPENING' });
  life.planAt('2024-07-05T20:00:00Z');
  expect(life.live()).toEqual(['T-7/reminder 2024-07-08T07:00:00Z', 'T-3/last-warning 2024-07-09T07:00:00Z']);
});

describe('R3, K20, K24: who cannot be reached is replaced by the next role', () => {
  const billing: Parameters<typeof sampleContact> = ['ben', { roles: ['billing'] }];
  const technical: Parameters<typeof sampleContact> = ['tom', { roles: ['technical'] }];
  const told = (contacts: Contact[], more: Partial<TermPlanInput> = {}): string[] => {
    const life = new Life(ofLastDay('2024-07-16'), [preset('standard')], contacts);
    life.more = more;
    const names = ['ann', 'ben', 'tom', 'eve', 'zoe', 'una'];
    const ids = new Set(life.planAt('2024-05-01T00:00:00Z').insert.map(({ addresseeId }) => addresseeId as string));
    return names.filter((name) => ids.has(sampleId('contact', name)));
  };
  const silent = (kind: 'optedOut' | 'bounced'): Partial<TermPlanInput> => ({
    reach: { ...UNKNOWN_REACH, [kind]: new Set([reachKey(sampleId('recipient', 'ann') as never, 'email')]) },
  });

  test.each<[string, Contact[], Partial<TermPlanInput>, string[]]>([
    // The text message of T-7 reaches her.
    ['a phone only', people(['ann', { channels: [Channel.CHANNEL_SMS] }], billing, technical), {}, ['ann', 'ben']],
    ['opted out', people(['ann'], billing), silent('optedOut'), ['ben']],
    ['a dead address', people(['ann'], technical, ['eve', { roles: ['executive'] }]), silent('bounced'), ['eve']],
    ['one of two of the role', people(['ann'], ['zoe'], billing), silent('optedOut'), ['zoe']],
    ['nobody has a role', people(technical, ['una', { roles: [] }]), {}, ['tom', 'una']],
    ['channels not told: an address counts as one for email', people(['ann', { channels: [] }]), {}, ['ann']],
  ])('%s', (_, contacts, more, expected) => expect(told(contacts, more)).toEqual(expected));

  test('a legal notice ignores an opt-out, and no dead address', () => {
    const legal = policyOf(
      'policy: p\nselect: cycleMonths > 0\nsteps:\n  - { node: T-7, purpose: legal, template: reminder, legal: true }',
    );
    const rows = (more: Partial<TermPlanInput>): number => {
      const life = new Life(ofLastDay('2024-07-16'), [legal]);
      life.more = more;
      return life.planAt('2024-05-01T00:00:00Z').insert.length;
    };
    expect([rows(silent('optedOut')), rows(silent('bounced'))]).toEqual([1, 0]);
  });

  test('nobody left: a row that a person must look at, and it goes when somebody can be told', () => {
    const life = new Life(ofLastDay('2024-07-16'), [preset('standard')]);
    life.more = silent('optedOut');
    expect(life.planAt('2024-05-01T00:00:00Z')).toMatchObject({ insert: [], review: [{ kind: 'no_addressee' }] });
    life.contacts = people(['ann'], billing);
    expect(life.planAt('2024-05-02T00:00:00Z').review).toEqual([]);
  });
});

test('review 22: on Friday and Saturday nobody in Riyadh is written to, on Sunday they are (R-11)', () => {
  const life = new Life(ofLastDay('2024-07-28'), [
    policyOf('policy: p\nselect: cycleMonths > 0\nsteps:\n  - { node: T-30, purpose: reminder, template: reminder }'),
  ]);
  life.more = { customer: { ...customerOf(sampleCustomer('w', { country: 'SA', zone: 'Asia/Riyadh' })) } };
  // T-30 is Friday 2024-06-28.
  life.planAt('2024-06-01T00:00:00Z');
  expect(life.live()).toEqual(['T-30/reminder 2024-06-30T06:00:00Z']);
});

test('a last warning that was not sent is a row for a person, until something of the term is sent', () => {
  const life = new Life(ofLastDay('2024-07-17'), [preset('standard')]);
  life.planAt('2024-07-16T06:00:00Z');
  life.sendAt('2024-07-16T07:00:00Z', { state: 'SKIPPED', reason: 'CAP', retry: 'NEVER' });
  expect(life.planAt('2024-07-16T12:00:00Z').review).toEqual([
    { kind: 'last_warning_not_sent', step: 'T-1/last-warning', reason: 'CAP' },
  ]);
  life.term = { ...life.term, closed: true };
  expect(life.planAt('2024-07-16T13:00:00Z').review).toEqual([]);
});

test('K09: a zone that is corrected on the day of a step moves it where it waits, and repeats nothing that was sent', () => {
  const step = 'T-7/last-warning';
  const zone = (name: string): Partial<TermPlanInput> => ({
    customer: customerOf(sampleCustomer('w', { country: 'DE', zone: name })),
  });
  const begun = (): Life => {
    const life = new Life(ofLastDay('2024-07-16'), [preset('standard')]);
    life.planAt('2024-05-01T00:00:00Z');
    for (const day of ['2024-05-17T08:00:00Z', '2024-06-17T08:00:00Z', '2024-07-01T08:00:00Z']) life.sendAt(day);
    return life;
  };
  const east = begun();
  east.more = zone('Asia/Tokyo');
  east.planAt('2024-07-09T01:00:00Z');
  expect([east.live()[0], east.sendAt('2024-07-09T01:00:00Z')]).toEqual([`${step} 2024-07-09T00:00:00Z`, [step]]);
  const west = begun();
  expect(west.sendAt('2024-07-09T07:00:00Z')).toEqual([step]);
  west.more = zone('America/New_York');
  west.planAt('2024-07-09T08:00:00Z');
  expect(west.live().map((row) => row.split('/')[0])).not.toContain('T-7');
});

test('a contact who renews and pays is told once a step, whatever other roles and addresses they have', () => {
  const both = new Life(
    ofLastDay('2024-07-16'),
    [preset('standard')],
    people(['ann', { roles: ['renewal', 'billing'] }]),
  );
  const { insert } = both.planAt('2024-05-01T00:00:00Z');
  expect(new Set(insert.map(({ step }) => step)).size).toBe(insert.length);
});

describe('a ladder that ends in a person (C-07)', () => {
  const policy = policyOf(
    'policy: p\nselect: cycleMonths > 0\nsteps:\n' +
      '  - { node: T-7, purpose: reminder, template: reminder, tracks: [[email, task], [sms]] }\n',
  );
  const told = (contacts: Contact[], more: Partial<TermPlanInput> = {}): [string, string][] => {
    const life = new Life(ofLastDay('2024-07-16'), [policy], contacts);
    life.more = more;
    const names = ['ann', 'ben'];
    return life
      .planAt('2024-05-01T00:00:00Z')
      .insert.map(({ addresseeId, rungs }) => [
        names.find((name) => sampleId('contact', name) === addresseeId) ?? '',
        rungs.map(({ channel }) => channel).join(),
      ]);
  };
  const dead: Partial<TermPlanInput> = {
    reach: { ...UNKNOWN_REACH, bounced: new Set([reachKey(sampleId('recipient', 'ann') as never, 'email')]) },
  };
  test('tells the next role before a person is asked to find a way', () =>
    expect(told(people(['ann'], ['ben', { roles: ['billing'] }]), dead)).toEqual([['ben', 'email,task']]));
  test('and is a task where no message reaches anybody', () =>
    expect(told(people(['ann']), dead)).toEqual([['ann', 'email,task']]));
  test('a track beside is for those whom the step names, and for nobody in their place', () => {
    const ben: Parameters<typeof sampleContact> = ['ben', { roles: ['billing'], channels: [Channel.CHANNEL_SMS] }];
    expect(told(people(['ann'], ben))).toEqual([['ann', 'email,task']]);
    expect(told(people(['ann', { channels: [Channel.CHANNEL_EMAIL, Channel.CHANNEL_SMS] }], ben))).toEqual([
      ['ann', 'email,task'],
      ['ann', 'sms'],
    ]);
  });
  test('a track beside on which nobody can be reached is no review', () => {
    const life = new Life(ofLastDay('2024-07-16'), [policy]);
    expect(life.planAt('2024-05-01T00:00:00Z')).toMatchObject({ notWanted: [], review: [] });
  });
});
