import { addDays } from '@perennial/calendar/civil';
import { localDate } from '@perennial/kernel/local-date';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { customerOf } from '../customer/customer-snapshot.js';
import { ownerOf } from '../owner/owner.js';
import { contractOf } from '../term/contract-snapshot.js';
import { at, contract, Life, ofLastDay, preset } from '../../test/life.js';
import { sampleCustomer, sampleId } from '../../test/sample-events.js';
import type { TermPlanInput } from './term-plan.js';

describe('R8: a hold', () => {
  const hold = (until: string): Partial<TermPlanInput> => ({
    contract: {
      ...contractOf(contract),
      holds: [
        {
          holdId: 'h',
          reason: 'in talks',
          ownerId: null,
          placedAt: at('2024-07-01T06:00:00Z'),
          until: localDate(until),
        },
      ],
    },
  });
  const owner = ownerOf({
    ownerId: sampleId('owner', 'olga'),
    version: 1,
    role: 'OWNER_ROLE_OWNER' as never,
    teamId: '',
    managerId: '',
    recipientId: sampleId('recipient', 'olga'),
    channels: [Channel.CHANNEL_EMAIL],
    zone: 'Europe/Berlin',
    locale: 'en',
    active: true,
  });
  const owned = (): Life => {
    const term = ofLastDay('2024-07-31');
    const facts = term.facts && { ...term.facts, ownerId: owner.ownerId };
    const life = new Life({ ...term, facts }, [preset('standard')]);
    life.planAt('2024-05-01T00:00:00Z');
    life.sendAt('2024-06-03T07:00:00Z');
    return life;
  };

  test('on hold 1 July to 15 August, last day 31 July: the owner is told on 30 July, then first contact now', () => {
    const life = owned();
    life.more = { ...hold('2024-08-15'), owners: [owner] };
    life.planAt('2024-07-01T06:30:00Z');
    expect(life.live()).toEqual([
      'T-1/hold-at-last-step 2024-07-30T07:00:00Z',
      ...['T-30/reminder', 'T-15/reminder', 'T-7/last-warning', 'T-1/last-warning'].map(
        (step) => `${step} 2024-08-16T07:00:00Z HOLD`,
      ),
    ]);
    expect(life.planAt('2024-07-20T06:30:00Z')).toMatchObject({ insert: [], end: [], move: [] });
    expect(life.sendAt('2024-07-30T07:00:00Z')).toEqual(['T-1/hold-at-last-step']);
    if (life.term.facts) life.term = { ...life.term, facts: { ...life.term.facts, state: 'EXPIRED' } };
    life.planAt('2024-08-01T00:00:00Z');
    // It is taken off on 15 August.
    life.more = { owners: [owner] };
    life.planAt('2024-08-15T08:00:00Z');
    const first = life.reminders.find(({ step }) => step === 'now/first-contact');
    expect(first).toMatchObject({
      state: 'PLANNED',
      dueAt: at('2024-08-15T08:00:00Z'),
      rungs: [{ channel: 'email', template: 'after-expiry' }],
    });
    expect(life.planAt('2024-08-15T08:00:01Z').insert).toEqual([]);
    life.sendAt('2024-08-15T08:00:02Z');
    expect(life.planAt('2024-08-15T09:00:00Z').insert).toEqual([]);
  });

  test('its time does not count against late: what has opened and not closed goes when it ends', () => {
    const life = owned();
    life.more = { ...hold('2024-07-12'), owners: [owner] };
    life.planAt('2024-07-01T06:30:00Z');
    life.more = { owners: [owner] };
    life.planAt('2024-07-12T09:00:00Z');
    // T-30 opened on 1 July and closes where T-15 opens, on the 16th.
    expect(life.live().slice(0, 2)).toEqual([
      'T-30/reminder 2024-07-01T07:00:00Z',
      'T-15/reminder 2024-07-16T07:00:00Z',
    ]);
    expect(life.sendAt('2024-07-12T09:00:00Z')).toEqual(['T-30/reminder']);
  });

  test('recalls what was released, and a step beyond its end stays as it is', () => {
    const life = owned();
    life.sendAt('2024-07-01T07:00:00Z', { state: 'RELEASED' });
    life.more = hold('2024-07-10');
    const { withdraw, move } = life.planAt('2024-07-01T07:10:00Z');
    expect(withdraw).toMatchObject([{ reminder: { step: 'T-30/reminder' }, reason: 'HOLD' }]);
    expect(move).toEqual([]);
    expect(life.plan?.review).toEqual([]);
  });

  test('without an owner a person must look at it', () => {
    const life = new Life(ofLastDay('2024-07-31'), [preset('standard')]);
    life.more = hold('2024-08-15');
    expect(life.planAt('2024-07-01T06:30:00Z').review).toMatchObject([{ kind: 'hold_at_last_step' }]);
  });
});

describe('R9, K12: auto_renew', () => {
  test('the customer is told once; unconfirmed, the owner is asked on the day after the end and every week', () => {
    const term = ofLastDay('2024-07-31');
    const ownerId = sampleId('owner', 'olga') as never;
    const life = new Life({ ...term, facts: term.facts && { ...term.facts, ownerId } }, [preset('auto-renew')]);
    const owner = { ownerId, recipientId: sampleId('recipient', 'olga'), channels: ['email'], zone: '', active: true };
    life.more = {
      contract: { ...contractOf(contract), autoRenew: true },
      owners: [{ ...owner, version: 1, role: 'OWNER', teamId: null, managerId: null, locale: 'en' } as never],
    };
    life.planAt('2024-05-01T00:00:00Z');
    expect(life.live()[0]).toBe('T-30/auto-renewal 2024-07-01T07:00:00Z');
    life.sendAt('2024-07-01T07:00:00Z');
    if (life.term.facts) life.term = { ...life.term, facts: { ...life.term.facts, state: 'EXPIRED' } };
    const asked: string[] = [];
    for (let day = '2024-08-01'; day < '2024-10-15'; day = addDays(day, 1)) {
      life.planAt(`${day}T00:30:00Z`);
      for (const step of life.sendAt(`${day}T09:00:00Z`)) asked.push(`${day} ${step}`);
    }
    expect(asked.slice(0, 3)).toEqual([
      '2024-08-01 T+1/unconfirmed',
      '2024-08-08 T+8/unconfirmed',
      '2024-08-15 T+15/unconfirmed',
    ]);
    expect(asked).toHaveLength(11);
  });
});

describe('a first contact now', () => {
  test('review 5: a strategic contract that comes at T-15 is told at once, and then to the end', () => {
    const life = new Life(ofLastDay('2024-07-31'), [preset('vip')]);
    const customer = {
      ...customerOf(sampleCustomer('w', { country: 'DE', zone: 'Europe/Berlin' })),
      tier: 'CORE' as const,
    };
    life.more = { customer };
    // Saturday: the next opening is Monday.
    life.planAt('2024-07-13T12:00:00Z');
    expect(life.live()).toEqual([
      'now/first-contact 2024-07-15T07:00:00Z',
      'T-7/last-warning 2024-07-24T07:00:00Z',
      'T-2/last-warning 2024-07-29T07:00:00Z',
      'T-1/last-warning 2024-07-30T07:00:00Z',
      'T-0/last-warning 2024-07-31T07:00:00Z',
    ]);
    expect(life.planAt('2024-07-14T12:00:00Z')).toMatchObject({ insert: [], end: [], move: [] });
    life.sendAt('2024-07-15T07:00:00Z');
    expect(life.planAt('2024-07-15T12:00:00Z')).toMatchObject({ insert: [], end: [], move: [] });
  });

  test('where the next step is near, that is the first contact', () => {
    const life = new Life(ofLastDay('2024-07-31'), [preset('standard')]);
    life.planAt('2024-07-28T12:00:00Z');
    expect(life.live()).toEqual(['T-1/last-warning 2024-07-30T07:00:00Z']);
  });

  test('review 11: a contract that comes in its grace is told at once, in a text for what has ended', () => {
    const term = ofLastDay('2024-07-31');
    const life = new Life({ ...term, facts: term.facts && { ...term.facts, state: 'EXPIRED' } }, [preset('standard')]);
    life.planAt('2024-08-05T08:00:00Z');
    expect(life.live()).toEqual(['now/first-contact 2024-08-05T08:00:00Z']);
    expect(life.reminders.at(-1)?.rungs).toEqual([{ channel: 'email', template: 'after-expiry' }]);
  });

  test('T15: re-opened behind its end: once more, though everything was sent before', () => {
    const life = new Life(ofLastDay('2024-07-31'), [preset('standard')]);
    life.planAt('2024-07-30T06:00:00Z');
    life.sendAt('2024-07-30T07:00:00Z');
    const facts = life.term.facts && {
      ...life.term.facts,
      state: 'EXPIRED' as const,
      graceFrom: localDate('2024-09-29'),
    };
    life.term = { ...life.term, facts, reopenedAt: at('2024-09-29T10:00:00Z') };
    life.planAt('2024-09-29T10:00:00Z');
    expect(life.live()).toEqual(['now/first-contact 2024-09-30T07:00:00Z']);
    life.sendAt('2024-09-30T07:00:00Z');
    expect(life.planAt('2024-09-30T08:00:00Z').insert).toEqual([]);
  });
});
