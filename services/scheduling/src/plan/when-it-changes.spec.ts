import { addDays } from '@perennial/calendar/civil';
import { customerOf } from '../customer/customer-snapshot.js';
import { Life, ofLastDay, policyOf, preset } from '../../test/life.js';
import { sampleCustomer } from '../../test/sample-events.js';

test('R6, review 7: standard, T-30 sent; the tier becomes core at T-28: nothing now, T-7 goes', () => {
  // T-30 is Monday 2024-06-17.
  const life = new Life(ofLastDay('2024-07-17'), [preset('standard')]);
  life.planAt('2024-05-01T00:00:00Z');
  life.sendAt('2024-05-20T07:00:00Z');
  expect(life.sendAt('2024-06-17T07:00:00Z')).toEqual(['T-30/reminder']);
  life.policies = [preset('vip')];
  life.more = {};
  const customer = {
    ...customerOf(sampleCustomer('w', { country: 'DE', zone: 'Europe/Berlin' })),
    tier: 'CORE' as const,
  };
  life.more = { customer };
  const { notWanted } = life.planAt('2024-06-19T08:00:00Z');
  expect(notWanted.map(({ step, reason }) => `${step} ${reason}`)).toEqual([
    'T-90/first-notice PAST',
    'T-90/first-notice PAST',
    'T-60/reminder PAST',
    'T-30/last-warning BEFORE_CHANGE',
  ]);
  expect(life.live().map((row) => row.split(' ')[0])).toEqual([
    'T-7/last-warning',
    'T-2/last-warning',
    'T-1/last-warning',
    'T-0/last-warning',
  ]);
});

describe('after a change of policy a step that it brings', () => {
  const steps = (...nodes: string[]): string =>
    `policy: p\nselect: cycleMonths > 0\nsteps:\n${nodes.map((node) => `  - { node: ${node}, purpose: reminder, template: reminder, late: P10D }`).join('\n')}\n`;

  test('is not sent again at once under another name, and waits for repeatGap (review 7c)', () => {
    const life = new Life(ofLastDay('2024-07-31'), [policyOf(steps('T-30', 'T-1'))]);
    life.planAt('2024-05-01T00:00:00Z');
    expect(life.sendAt('2024-07-01T07:00:00Z')).toEqual(['T-30/reminder']);
    // T-31 lies behind; T-28, Wednesday, lies two days behind the last send of its purpose; T-20 does not.
    life.policies = [policyOf(steps('T-31', 'T-28', 'T-20', 'T-0'), 2)];
    const { notWanted } = life.planAt('2024-07-01T08:00:00Z');
    expect(notWanted.map(({ step, reason }) => `${step} ${reason}`)).toEqual([
      'T-31/reminder BEFORE_CHANGE',
      'T-28/reminder REPEAT_GAP',
    ]);
    // The last step ahead before the end is always wanted.
    expect(life.live()).toEqual(['T-20/reminder 2024-07-11T07:00:00Z', 'T-0/reminder 2024-07-31T07:00:00Z']);
    // What was wanted once stays, whatever is saved next; the change is the one that brought the step.
    life.policies = [policyOf(steps('T-28', 'T-20', 'T-0'), 3)];
    life.planAt('2024-07-02T08:00:00Z');
    expect(life.live()).toHaveLength(2);
  });

  test('is wanted where nothing of the term was sent', () => {
    const life = new Life(ofLastDay('2024-07-31'), [policyOf(steps('T-10'))]);
    life.planAt('2024-05-01T00:00:00Z');
    life.policies = [policyOf(steps('T-30', 'T-10'), 2)];
    life.planAt('2024-07-03T08:00:00Z');
    expect(life.live()[0]).toBe('T-30/reminder 2024-07-01T07:00:00Z');
  });
});

describe('R7, K28: a last day that was told and is not true any more', () => {
  const sentUntil = (lastDay: string): Life => {
    const life = new Life(ofLastDay(lastDay), [preset('standard')]);
    life.planAt('2024-05-01T00:00:00Z');
    for (const day of [-60, -30, -15, -7, -1]) life.sendAt(`${addDays(lastDay, day)}T18:00:00Z`);
    for (const day of [0, 1, 2, 3, 4]) life.sendAt(`${addDays(lastDay, day - 5)}T18:00:00Z`);
    return life;
  };

  const twoSteps = policyOf(
    'policy: p\nselect: cycleMonths > 0\nsteps:\n' +
      '  - { node: T-7, purpose: last-warning, template: last-warning }\n' +
      '  - { node: T-1, purpose: last-warning, template: last-warning }\n',
  );

  test('the next step ahead tells the new one, whatever was sent', () => {
    const life = sentUntil('2024-07-17');
    life.policies = [twoSteps];
    life.move('2024-07-29');
    life.planAt('2024-07-17T06:00:00Z');
    expect(life.live()).toEqual(['T-7/last-warning 2024-07-22T07:00:00Z']);
    expect(life.sendAt('2024-07-22T07:00:00Z')).toEqual(['T-7/last-warning']);
    // T-1 lies less than repeatAfter behind its send, and nobody is misled any more.
    expect(life.planAt('2024-07-22T08:00:00Z').insert).toEqual([]);
  });

  test('a step that is open tells it at once', () => {
    const life = sentUntil('2024-07-17');
    life.move('2024-07-29');
    // T-15 of the new last day is Monday the 15th, and open for three open days.
    life.planAt('2024-07-17T06:00:00Z');
    expect(life.live()).toEqual(['T-15/reminder 2024-07-15T07:00:00Z']);
  });

  test('with no step ahead a correction goes at the next opening, and the first day told again is told again', () => {
    const life = sentUntil('2024-07-17');
    // Thursday evening: the term ends on Friday, and T-1 has closed.
    life.move('2024-07-19');
    life.policies = [
      policyOf(
        'policy: p\nselect: cycleMonths > 0\nsteps:\n  - { node: T-7, purpose: last-warning, template: last-warning }',
      ),
    ];
    life.planAt('2024-07-18T21:00:00Z');
    expect(life.live()).toEqual(['now/correction 2024-07-19T07:00:00Z']);
    expect(life.reminders.at(-1)).toMatchObject({
      correctsLastDay: '2024-07-17',
      rungs: [{ channel: 'email', template: 'correction' }],
      lastStep: true,
    });
    expect(life.planAt('2024-07-19T06:00:00Z')).toMatchObject({ insert: [], end: [], move: [] });
    life.sendAt('2024-07-19T07:00:00Z');
    expect(life.planAt('2024-07-19T07:10:00Z').insert).toEqual([]);
  });

  test('after three of a term in 30 days a person decides', () => {
    const life = sentUntil('2024-07-17');
    life.policies = [
      policyOf(
        'policy: p\nselect: cycleMonths > 0\nsteps:\n  - { node: T-60, purpose: last-warning, template: last-warning }',
      ),
    ];
    for (const day of ['2024-07-22', '2024-07-23', '2024-07-24']) {
      life.move(day);
      life.planAt(`${addDays(day, -4)}T08:00:00Z`);
      expect(life.sendAt(`${addDays(day, -1)}T18:00:00Z`)).toEqual(['now/correction']);
    }
    life.move('2024-07-26');
    expect(life.planAt('2024-07-24T08:00:00Z')).toMatchObject({
      insert: [],
      review: [{ kind: 'corrections_without_end' }],
    });
  });
});
