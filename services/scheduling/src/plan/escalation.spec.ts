import fc from 'fast-check';
import { DAY, formatInstant } from '@perennial/kernel/instant';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { Evidence } from '../evidence/evidence.js';
import { at, Life, ofLastDay, people, policyOf, preset } from '../../test/life.js';

/** T-30 is Monday 2024-06-17, nine o'clock in Berlin; a day has eleven open hours. */
const LAST_DAY = '2024-07-17';
const START = '2024-05-01T00:00:00Z';
const END = '2024-08-01T00:00:00Z';
const ALL = { channels: [Channel.CHANNEL_EMAIL, Channel.CHANNEL_SMS] };
const T30 = 'T-30/reminder email reminder 2024-06-17T07:00:00Z';
const T7 = 'T-7/last-warning email last-warning 2024-07-10T07:00:00Z';
const policy = (
  escalate: string,
  next = '  - { node: T-7, purpose: last-warning, template: last-warning }\n',
  more = '',
) =>
  policyOf(
    `policy: p\nselect: cycleMonths > 0\nsteps:\n` +
      `  - { node: T-30, purpose: reminder, template: reminder, late: P10D${more}, escalate: [${escalate}] }\n${next}`,
  );
const SMS = '{ after: PT24H, without: opened, channels: [sms], template: still-open }';
const CALL = '{ after: PT24H, without: opened, channels: [task], template: call-about-renewal }';
const CHAT = { channels: [...ALL.channels, Channel.CHANNEL_WECOM] };
const lifeOf = (of: ReturnType<typeof policyOf>, contacts = people(['ann', ALL])): Life => {
  const life = new Life(ofLastDay(LAST_DAY), [of], contacts);
  life.planAt(START);
  return life;
};

test('C-08, C-09: unread for 24 open hours becomes an SMS, then a call; each once, and the next step goes on', () => {
  const life = lifeOf(policy(`${SMS}, ${CALL}`));
  expect(life.walkTo(END)).toEqual([
    T30,
    // Eleven hours on Monday and on Tuesday, two on Wednesday.
    'T-30/reminder#1 sms still-open 2024-06-19T09:00:00Z',
    'T-30/reminder#2 task call-about-renewal 2024-06-21T11:00:00Z',
    T7,
  ]);
  expect(life.plan?.lookAt).toBeNull();
});

test('C-08: a message of WeCom of which nothing is heard but that it was sent becomes an SMS', () => {
  const life = lifeOf(policy(SMS, '', ', tracks: [[wecom]]'), people(['ann', CHAT]));
  expect(life.walkTo('2024-06-17T12:00:00Z')).toEqual(['T-30/reminder wecom reminder 2024-06-17T07:00:00Z']);
  life.hear('DELIVERED', 'T-30/reminder', '2024-06-17T12:00:00Z', { grade: 'MEDIUM' });
  expect(life.walkTo(END)).toEqual(['T-30/reminder#1 sms still-open 2024-06-19T09:00:00Z']);
});

test.each([
  ['who has both', CHAT, 'wecom'],
  ['who has no WeCom', ALL, 'sms'],
])('C-07: whoever did not read T-30 is asked in WeCom, or else by SMS: %s', (_name, contact, channel) => {
  const life = new Life(ofLastDay(LAST_DAY), [preset('standard')], people(['ann', contact]));
  life.planAt(START);
  expect(life.walkTo(END).filter((row) => row.includes('#'))).toEqual([
    expect.stringMatching(new RegExp(`^T-30/reminder#1 ${channel} unanswered `)),
  ]);
});

test.each<[string, string, Evidence['kind'], Evidence['grade'], string[]]>([
  ['opened', SMS, 'OPENED', 'MEDIUM', []],
  ['a proxy opened', SMS, 'OPENED', 'WEAK', ['#1']],
  ['a proxy opened, and that is enough', SMS.replace('channels', 'grade: weak, channels'), 'OPENED', 'WEAK', []],
  ['opened, and a person must have', SMS.replace('channels', 'grade: strong, channels'), 'OPENED', 'MEDIUM', ['#1']],
  ['clicked is more than opened', SMS, 'CLICKED', 'MEDIUM', []],
  ['delivered is less', SMS, 'DELIVERED', 'STRONG', ['#1']],
  ['answered', SMS.replace('opened', 'clicked'), 'ANSWERED', 'STRONG', []],
  ['complained', SMS, 'COMPLAINED', 'STRONG', []],
  ['waits for staff', SMS, 'WAITING_FOR_STAFF', 'STRONG', ['#1']],
])('what counts as heard: %s', (_, entry, kind, grade, expected) => {
  const life = lifeOf(policy(entry));
  life.walkTo('2024-06-17T12:00:00Z');
  life.hear(kind, 'T-30/reminder', '2024-06-18T12:00:00Z', { grade });
  const sent = life.walkTo(END).map((of) => /#\d/.exec(of)?.[0]);
  expect(sent.filter((of) => of !== undefined)).toEqual(expected);
});

describe('R-13: opened and not clicked becomes a call', () => {
  const entry = '{ after: PT24H, without: clicked, when: opened, channels: [task], template: call-about-renewal }';
  test.each<[string, string[], string[]]>([
    ['not opened', [], []],
    ['opened at once', ['2024-06-17T08:00:00Z'], ['2024-06-19T09:00:00Z']],
    ['opened when the time had passed', ['2024-06-24T08:00:00Z'], ['2024-06-24T08:00:00Z']],
  ])('%s', (_, opened, calls) => {
    const life = lifeOf(policy(entry));
    life.walkTo('2024-06-17T07:30:00Z');
    for (const when of opened) {
      life.walkTo(when);
      life.hear('OPENED', 'T-30/reminder', when);
    }
    const sent = life.walkTo(END).filter((of) => of.includes('#1'));
    expect(sent.map((of) => of.split(' ').at(-1))).toEqual(calls);
  });
});

test('what becomes known recalls a follow-up that has not gone', () => {
  const life = lifeOf(policy(SMS));
  life.walkTo('2024-06-17T12:00:00Z');
  life.planAt('2024-06-19T09:00:00Z');
  expect(life.live()).toContain('T-30/reminder 2024-06-19T09:00:00Z');
  life.hear('OPENED', 'T-30/reminder', '2024-06-19T09:00:00Z');
  expect(life.live()).toEqual(['T-7/last-warning 2024-07-10T07:00:00Z']);
});

describe('what would open with the next step or behind it, that step takes over', () => {
  const next = (tracks: string): string =>
    `  - { node: T-29, purpose: reminder, template: reminder, tracks: ${tracks} }\n`;
  const walk = (tracks: string, entry = SMS): string[] => lifeOf(policy(entry, next(tracks))).walkTo(END);
  const T29 = '2024-06-18T07:00:00Z';

  test('with its channels and its text (R-18, R-19)', () =>
    expect(walk('[[email]]')).toEqual([T30, `T-29/reminder sms still-open ${T29}`]));
  test('a step that begins elsewhere stays as it is', () =>
    expect(walk('[[task]]')).toEqual([T30, `T-29/reminder task reminder ${T29}`]));
  test('and one that says it there beside', () =>
    expect(walk('[[email], [sms]]')).toEqual([
      T30,
      `T-29/reminder email reminder ${T29}`,
      `T-29/reminder sms reminder ${T29}`,
    ]));
  test('nothing where something was heard before it opens', () => {
    const life = lifeOf(policy(SMS, next('[[email]]')));
    life.walkTo('2024-06-17T12:00:00Z');
    life.hear('OPENED', 'T-30/reminder', '2024-06-17T13:00:00Z');
    expect(life.walkTo(END)).toEqual([`T-29/reminder email reminder ${T29}`]);
  });
  test('the decision says so', () => {
    const life = lifeOf(policy(SMS, next('[[email]]')));
    life.walkTo('2024-06-17T12:00:00Z');
    const { move } = life.planAt('2024-06-17T13:00:00Z');
    expect(move.map(({ to }) => to.takesOver)).toEqual(['T-30/reminder#1']);
  });
});

describe('whom it concerns', () => {
  test('two addressees are followed each by themselves', () => {
    const life = lifeOf(policy(SMS), people(['ann', ALL], ['zoe', ALL]));
    life.walkTo('2024-06-17T12:00:00Z');
    life.hear('OPENED', 'T-30/reminder', '2024-06-18T08:00:00Z');
    expect(life.walkTo('2024-07-01T00:00:00Z')).toHaveLength(1);
    const both = lifeOf(policy(SMS), people(['ann', ALL], ['zoe', ALL]));
    both.walkTo('2024-06-17T12:00:00Z');
    expect(both.walkTo('2024-07-01T00:00:00Z')).toHaveLength(2);
  });
  test('whoever has no phone is passed over for the next follow-up, and that is no review', () => {
    const life = lifeOf(policy(`${SMS}, ${CALL}`), people(['ann']));
    expect(life.walkTo('2024-07-01T00:00:00Z')).toEqual([
      T30,
      'T-30/reminder#2 task call-about-renewal 2024-06-19T09:00:00Z',
    ]);
    expect(life.plan?.review).toEqual([]);
  });
  test('nobody is told on the channel that carried the step instead of its first (R-18)', () => {
    const life = lifeOf(policy(SMS, undefined, ', tracks: [[email, sms]]'));
    life.sendAt('2024-06-17T07:00:00Z', { state: 'SENT', sentOn: 'sms' });
    life.planAt('2024-06-17T08:00:00Z');
    expect(life.walkTo('2024-07-01T00:00:00Z')).toEqual([]);
  });
});

test('a closed term never escalates (R-14)', () => {
  const life = lifeOf(policy(SMS));
  life.walkTo('2024-06-17T12:00:00Z');
  life.term = { ...life.term, closed: true };
  expect(life.planAt('2024-06-18T12:00:00Z')).toMatchObject({ lookAt: null, listens: false, insert: [] });
  expect(life.walkTo(END)).toEqual([]);
});

test('the clock stands still while all providers of the channel were down', () => {
  const life = lifeOf(policy(SMS));
  const down = { channel: 'email', from: at('2024-06-17T08:00:00Z'), to: at('2024-06-18T18:00:00Z') };
  life.more = { outages: [down, { ...down, channel: 'sms', to: at(END) }] };
  // Ten hours of Monday and all of Tuesday do not count.
  expect(life.walkTo('2024-07-01T00:00:00Z').at(-1)).toBe('T-30/reminder#1 sms still-open 2024-06-21T08:00:00Z');
});

test('a send that bounced satisfies nothing: the step goes to the next role (protocol.md, Identity)', () => {
  const life = lifeOf(policy(SMS), people(['ann', ALL], ['ben', { roles: ['billing'] }]));
  life.walkTo('2024-06-17T12:00:00Z');
  life.hear('BOUNCED', 'T-30/reminder', '2024-06-17T12:30:00Z');
  const [first, again] = life.reminders.filter(({ step }) => step === 'T-30/reminder');
  expect(again).toMatchObject({ state: 'PLANNED', escalation: 0 });
  expect(again?.addresseeId).not.toBe(first?.addresseeId);
  expect(life.walkTo('2024-06-18T00:00:00Z')).toEqual(['T-30/reminder email reminder 2024-06-17T07:00:00Z']);
});

test('a change of policy brings no follow-up on what was silent before it', () => {
  const life = lifeOf(policy(SMS.replace('PT24H', 'PT240H')));
  life.walkTo('2024-06-17T12:00:00Z');
  life.policies = [policy(`${SMS.replace('PT24H', 'PT240H')}, ${CALL}`)];
  life.planAt('2024-06-25T12:00:00Z');
  expect(life.walkTo('2024-07-01T00:00:00Z')).toEqual([]);
});

test('a moved date: the follow-up of an earlier send does not stand for that of a new one', () => {
  const life = lifeOf(policy(SMS));
  life.walkTo('2024-06-20T12:00:00Z');
  life.move('2024-08-07');
  life.planAt('2024-06-21T12:00:00Z');
  expect(life.walkTo('2024-07-20T00:00:00Z').map((of) => of.split(' ').slice(0, 2).join(' '))).toEqual([
    'T-30/reminder email',
    'T-30/reminder#1 sms',
  ]);
});

const EVENTS = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 75 }),
    fc.constantFrom<Evidence['kind']>('DELIVERED', 'OPENED', 'CLICKED', 'ANSWERED', 'COMPLAINED', 'BOUNCED'),
    fc.constantFrom<Evidence['grade']>('WEAK', 'MEDIUM', 'STRONG'),
  ),
  { maxLength: 6 },
);
const ENTRIES = fc
  .array(
    fc.record({
      after: fc.constantFrom('PT8H', 'PT24H', 'PT48H'),
      without: fc.constantFrom('delivered', 'opened', 'clicked'),
      channel: fc.constantFrom('email', 'sms', 'task'),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .filter((all) => all.every(({ channel }, i) => channel !== (all[i - 1]?.channel ?? 'email')))
  .map((all) =>
    all
      .map((of) => `{ after: ${of.after}, without: ${of.without}, channels: [${of.channel}], template: other }`)
      .join(', '),
  );

test('whatever is heard: no channel twice in a row to one addressee, no follow-up twice, nothing after closing', () => {
  fc.assert(
    fc.property(ENTRIES, ENTRIES, EVENTS, fc.integer({ min: 1, max: 90 }), (near, far, events, closes) => {
      const steps = [
        `T-30, purpose: reminder, template: reminder, escalate: [${far}]`,
        `T-15, purpose: reminder, template: reminder, escalate: [${near}]`,
      ];
      const text = steps.map((of) => `  - { node: ${of} }\n`).join('');
      const life = lifeOf(policyOf(`policy: p\nselect: cycleMonths > 0\nsteps:\n${text}`));
      const start = at(START);
      for (const [day, kind, grade] of [...events].sort(([a], [b]) => a - b)) {
        const when = formatInstant((start + day * DAY) as never);
        life.walkTo(when);
        const send = life.reminders.findLast(({ state }) => state === 'SENT');
        if (send) life.hear(kind, send.step, when, { grade });
      }
      const closing = formatInstant((start + closes * DAY) as never);
      life.walkTo(closing);
      life.term = { ...life.term, closed: true };
      life.planAt(closing);
      expect(life.walkTo(END)).toEqual([]);
      const bounced = new Set(life.evidence.filter(({ kind }) => kind === 'BOUNCED').map((of) => of.reminderId));
      const sent = life.reminders
        .filter(({ state, reminderId }) => state === 'SENT' && !bounced.has(reminderId))
        .sort((a, b) => (a.sentAt ?? 0) - (b.sentAt ?? 0));
      const keys = sent.filter((r) => r.escalation > 0).map((r) => [r.step, r.addresseeId, r.escalation].join());
      expect(new Set(keys).size).toBe(keys.length);
      sent.forEach((send, i) => {
        const before = sent.slice(0, i).findLast((r) => r.addresseeId === send.addresseeId);
        if (send.escalation > 0) expect(send.sentOn).not.toBe(before?.sentOn);
      });
    }),
    { numRuns: 150 },
  );
});
