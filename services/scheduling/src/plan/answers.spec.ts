import type { AnswerKind } from '../evidence/evidence.js';
import { at, Life, ofLastDay, people, policyOf, preset } from '../../test/life.js';

/** T-30 is Monday 2024-06-17, T-15 Tuesday 07-02, T-7 Wednesday 07-10, T-1 Tuesday 07-16; nine o'clock in Berlin. */
const T15 = 'T-15/reminder 2024-07-02T07:00:00Z';
const T7 = 'T-7/last-warning 2024-07-10T07:00:00Z';
const T1 = 'T-1/last-warning 2024-07-16T07:00:00Z';
const AHEAD = [T15, T7, T1];
const BEN: Parameters<typeof people>[0] = ['ben', { roles: ['billing'] }];

/** Two steps of the standard policy were sent, the second on 2024-06-17. */
function life(contacts = people(['ann']), policy = preset('standard')): Life {
  const of = new Life(ofLastDay('2024-07-17'), [policy], contacts);
  of.planAt('2024-05-01T00:00:00Z');
  of.walkTo('2024-06-18T00:00:00Z');
  return of;
}
const answer = (of: Life, kind: AnswerKind, when: string, step = 'T-30/reminder'): void =>
  of.hear('ANSWERED', step, when, { grade: 'STRONG', answer: kind });

describe('SNOOZE: write again in a week', () => {
  test.each<[string, string, string[]]>([
    ['what opens behind it is not held', '2024-06-20T08:00:00Z', AHEAD],
    ['what opens within it waits', '2024-06-28T08:00:00Z', ['T-15/reminder 2024-07-05T08:00:00Z SNOOZE', T7, T1]],
    [
      'never past the last step before the end, which goes',
      '2024-07-09T10:00:00Z',
      [T1, 'T-7/last-warning 2024-07-16T10:00:00Z SNOOZE'],
    ],
  ])('%s', (_, when, expected) => {
    const of = life();
    of.walkTo(when);
    answer(of, 'SNOOZE', when);
    expect(of.live()).toEqual(expected);
  });

  test('it holds its addressee alone, and goes on behind it', () => {
    const of = life(people(['ann'], ['zoe']));
    answer(of, 'SNOOZE', '2024-06-28T08:00:00Z');
    expect(of.live().filter((row) => row.startsWith('T-15'))).toEqual([
      T15,
      'T-15/reminder 2024-07-05T08:00:00Z SNOOZE',
    ]);
    of.planAt('2024-07-05T08:00:00Z');
    expect(of.live().filter((row) => row.endsWith('SNOOZE'))).toEqual([]);
    expect(of.walkTo('2024-07-05T08:00:00Z')).toHaveLength(2);
  });

  test('what is under way is recalled', () => {
    const of = life();
    of.sendAt('2024-07-02T07:00:00Z', { state: 'RELEASED' });
    answer(of, 'SNOOZE', '2024-07-02T07:00:10Z');
    expect(of.plan?.withdraw.map(({ reminder, reason }) => `${reminder.step} ${reason}`)).toEqual([
      'T-15/reminder SNOOZE',
    ]);
  });
});

describe('IN_PROCUREMENT: everything of the term waits until T-7, last warnings go', () => {
  test('a step that the next one overtakes', () => {
    const of = life(people(['ann'], ['zoe']));
    answer(of, 'IN_PROCUREMENT', '2024-06-20T08:00:00Z');
    const held = of.live().filter((row) => row.endsWith('IN_PROCUREMENT'));
    expect(held).toEqual(Array(2).fill('T-15/reminder 2024-07-10T07:00:00Z IN_PROCUREMENT'));
    expect(of.walkTo('2024-07-17T00:00:00Z').map((row) => row.split(' ')[0])).toEqual([
      'T-7/last-warning',
      'T-7/last-warning',
      'T-1/last-warning',
      'T-1/last-warning',
    ]);
  });
  test('a step that nothing overtakes goes on T-7: it is not late for the wait', () => {
    const steps = ['T-30, purpose: reminder', 'T-15, purpose: reminder', 'T-1, purpose: last-warning'];
    const text = steps.map((step) => `  - { node: ${step}, template: reminder }\n`).join('');
    const of = life(people(['ann']), policyOf(`policy: p\nselect: cycleMonths > 0\nsteps:\n${text}`));
    answer(of, 'IN_PROCUREMENT', '2024-06-20T08:00:00Z');
    expect(of.live()).toContain('T-15/reminder 2024-07-10T07:00:00Z IN_PROCUREMENT');
    of.planAt('2024-07-10T07:00:00Z');
    const row = of.reminders.find(({ step }) => step === 'T-15/reminder');
    expect(row).toMatchObject({ state: 'PLANNED' });
    expect(row?.closesAt).toBeGreaterThan(at('2024-07-10T08:00:00Z'));
  });
});

describe('WRONG_CONTACT: the next role hears it', () => {
  const wrong = (contacts: ReturnType<typeof people>, when: string): Life => {
    const of = life(contacts);
    answer(of, 'WRONG_CONTACT', when);
    return of;
  };
  test('the step that is open too', () => {
    const of = wrong(people(['ann'], BEN), '2024-06-18T08:00:00Z');
    const ben = of.contacts.find(({ roles }) => roles.includes('billing'))?.contactId;
    const open = of.reminders.filter(({ state }) => state === 'PLANNED');
    expect(open.map(({ step, addresseeId }) => [step, addresseeId === ben])).toEqual([
      ['T-30/reminder', true],
      ['T-15/reminder', true],
      ['T-7/last-warning', true],
      ['T-1/last-warning', true],
    ]);
  });
  test('where no step is open, at once', () =>
    expect(wrong(people(['ann'], BEN), '2024-06-28T08:00:00Z').live()).toContain(
      'now/first-contact 2024-06-28T08:00:00Z',
    ));
  test('where nobody else is there, a person looks at it', () =>
    expect(wrong(people(['ann']), '2024-06-18T08:00:00Z').plan?.review.map(({ kind }) => kind)).toEqual([
      'no_addressee',
    ]));
});

describe('NOT_RENEWING: the customer hears nothing but legal notices, the owner has a row to look at', () => {
  const legal = policyOf(
    'policy: p\nselect: cycleMonths > 0\nsteps:\n' +
      '  - { node: T-30, purpose: reminder, template: reminder }\n' +
      '  - { node: T-15, purpose: reminder, template: reminder }\n' +
      '  - { node: T-1, purpose: notice, template: notice, legal: true }\n',
  );
  test('and the plan says why', () => {
    const of = life(people(['ann']), legal);
    answer(of, 'NOT_RENEWING', '2024-06-20T08:00:00Z');
    expect(of.live()).toEqual(['T-1/notice 2024-07-16T07:00:00Z']);
    expect(of.plan?.end.map(({ reminder, reason }) => `${reminder.step} ${reason}`)).toEqual([
      'T-15/reminder NOT_RENEWING',
    ]);
    expect(of.plan?.notWanted.filter(({ reason }) => reason === 'NOT_RENEWING').map(({ step }) => step)).toEqual([
      'T-15/reminder',
    ]);
    expect(of.plan?.review).toEqual([{ kind: 'not_renewing', step: '', reason: 'NOT_RENEWING' }]);
  });
  test('until he says something else, or the term is opened again', () => {
    const of = life();
    answer(of, 'NOT_RENEWING', '2024-06-20T08:00:00Z');
    expect(of.live()).toEqual([]);
    answer(of, 'CALL_ME', '2024-06-21T08:00:00Z');
    expect(of.live()).toEqual(AHEAD);
    const again = life();
    answer(again, 'NOT_RENEWING', '2024-06-20T08:00:00Z');
    again.term = { ...again.term, reopenedAt: at('2024-06-25T08:00:00Z') };
    again.planAt('2024-06-25T08:00:00Z');
    expect(again.live()).toEqual(AHEAD);
  });
});

test('CALL_ME changes nothing of the plan: delivery opens the task', () => {
  const of = life();
  answer(of, 'CALL_ME', '2024-06-20T08:00:00Z');
  expect(of.live()).toEqual(AHEAD);
  expect(of.plan).toMatchObject({ insert: [], move: [], end: [], review: [] });
});
