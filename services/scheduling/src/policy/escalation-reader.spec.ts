import { readPolicy } from './policy-document.js';

const read = (entries: string, step = '') =>
  readPolicy(
    `policy: p\nselect: trial\nsteps:\n` +
      `  - { node: T-30, purpose: reminder, template: reminder, escalate: [${entries}]${step} }\n`,
    [],
  );
const escalate = (entries: string, step = '') => {
  const of = read(entries, step);
  return of.ok ? of.value.steps[0]?.escalate : of.error;
};
const SMS = 'channels: [sms], template: still-open';

test('fills in defaults (C-09: 48 open hours, 24 inside T-7; unread by anybody but a machine)', () => {
  const sms = { channel: 'sms', template: 'still-open' };
  expect(escalate(`{ ${SMS} }`)).toEqual([
    { afterHours: 48, without: 'OPENED', grade: 'MEDIUM', when: null, rungs: [sms] },
  ]);
  const near = readPolicy(
    `policy: p\nselect: trial\nsteps:\n  - { node: T-7, purpose: reminder, template: reminder, escalate: [{ ${SMS} }] }`,
    [],
  );
  expect(near.ok && near.value.steps[0]?.escalate).toMatchObject([{ afterHours: 24 }]);
});

test('reads all that can be said, each channel with a text of its own', () =>
  expect(
    escalate(
      '{ after: PT20H, without: clicked, when: opened, grade: strong, ' +
        'channels: [{ channel: task, template: call }, { channel: sms, template: short }] }',
    ),
  ).toEqual([
    {
      afterHours: 20,
      without: 'CLICKED',
      grade: 'STRONG',
      when: 'OPENED',
      rungs: [
        { channel: 'task', template: 'call' },
        { channel: 'sms', template: 'short' },
      ],
    },
  ]));

test.each<[string, string, string, string, string]>([
  ['R-18: the channel of the step', '{ channels: [email], template: other }', '', '[0].channels', 'same_channel'],
  ['R-18: the channel of a track beside', `{ ${SMS} }`, ', tracks: [[email], [sms]]', '[0].channels', 'same_channel'],
  ['R-18: the channel of the follow-up before', `{ ${SMS} }, { ${SMS} }`, '', '[1].channels', 'same_channel'],
  ["R-19: the step's own text", '{ channels: [sms], template: reminder }', '', '[0].template', 'same_template'],
  ['no channel', '{ channels: [], template: other }', '', '[0].channels', 'names'],
  ['no list of channels', '{ channels: sms, template: other }', '', '[0].channels', 'names'],
  ['no text', '{ channels: [sms] }', '', '[0].template', 'required'],
  ['days, which are not open hours', `{ after: P2D, ${SMS} }`, '', '[0].after', 'not_a_text'],
  ['no time at all', `{ after: PT0H, ${SMS} }`, '', '[0].after', 'not_a_text'],
  ['evidence that nobody knows', `{ without: read, ${SMS} }`, '', '[0].without', 'unknown_value'],
  ['what is heard later than what is waited for', `{ when: clicked, ${SMS} }`, '', '[0].when', 'unknown_value'],
  [
    'nothing comes before delivered',
    `{ without: delivered, when: delivered, ${SMS} }`,
    '',
    '[0].when',
    'unknown_value',
  ],
  ['an unknown field', `{ at: PT3H, ${SMS} }`, '', '[0].at', 'unknown_field'],
])('refuses %s', (_, entries, step, field, rule) =>
  expect(escalate(entries, step)).toEqual([expect.objectContaining({ field: `steps[0].escalate${field}`, rule })]),
);

test('the same channel again is fine behind another one', () =>
  expect(escalate(`{ ${SMS} }, { channels: [email], template: offer }, { ${SMS} }`)).toHaveLength(3));
