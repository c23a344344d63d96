import { readFileSync } from 'node:fs';
import { readPolicy } from './policy-document.js';

const TEMPLATES = [
  ...['first-notice', 'reminder', 'last-warning'].map((name) => ({ name, channel: 'email' })),
  { name: 'last-warning', channel: 'task' },
];
const SHIPPED = ['email', 'sms', 'wecom', 'task'].flatMap((channel) =>
  [
    'first-notice',
    'reminder',
    'last-warning',
    'unanswered',
    'account-review',
    'unanswered-account',
    'monthly-notice',
  ].map((name) => ({ name, channel })),
);
const STEP = '{ node: T-30, purpose: reminder, template: reminder }';
const base = (steps: string, more = ''): string => `policy: p\nselect: cycleMonths >= 3\n${more}steps:\n${steps}`;
const read = (text: string) => readPolicy(text, TEMPLATES);

describe('policy document', () => {
  it.each(['vip', 'standard', 'monthly'])('preset %s is valid', (name) => {
    expect(readPolicy(readFileSync(new URL(`./presets/${name}.yaml`, import.meta.url), 'utf8'), SHIPPED)).toMatchObject(
      {
        ok: true,
        value: { policy: name },
      },
    );
  });

  it('fills in defaults', () => {
    expect(read(base(`  - ${STEP}`))).toEqual({
      ok: true,
      value: {
        firstContact: null,
        policy: 'p',
        priority: 100,
        select: 'cycleMonths >= 3',
        steps: [
          {
            node: 30,
            purpose: 'reminder',
            audience: 'CUSTOMER',
            roles: ['renewal'],
            tracks: [[{ channel: 'email', template: 'reminder' }]],
            roll: 'later',
            legal: false,
            window: { from: 540, to: 1200, days: 'working' },
            lateMs: 72 * 3_600_000,
            repeatAfterMs: 14 * 86_400_000,
            repeatGapMs: 3 * 86_400_000,
            everyDays: null,
            escalate: [],
            afterExpiry: false,
          },
        ],
      },
    });
  });

  it.each<[string, string, string, string, number]>([
    ['not YAML', 'policy: [', 'document', 'yaml', 1],
    ['a doubled key', `policy: p\npolicy: q\n`, 'document', 'yaml', 2],
    ['an alias bomb', `a: &a [1]\nb: [*a, *a]\n`, 'document', 'yaml', 1],
    ['a list', '- 1', 'document', 'not_an_object', 1],
    ['an unknown field', base(`  - ${STEP}\n`, 'colour: red\n'), 'colour', 'unknown_field', 3],
    [
      'an unknown field of a step',
      base(`  - { node: T-30, purpose: reminder, template: reminder, when: now }`),
      'steps[0].when',
      'unknown_field',
      4,
    ],
    ['no name', `select: trial\nsteps:\n  - ${STEP}`, 'policy', 'required', 1],
    ['a hostile name', `policy: "a\\r\\nb"\nselect: trial\nsteps:\n  - ${STEP}`, 'policy', 'not_a_text', 1],
    ['no steps', 'policy: p\nselect: trial\nsteps: []', 'steps', 'not_a_list', 3],
    [
      "a step after its term's end",
      base('  - { node: T+3, purpose: reminder, template: reminder }'),
      'steps[0].node',
      'after_term_end',
      4,
    ],
    [
      'a step after the lapse',
      base('  - { node: T+31, purpose: reminder, template: reminder, afterExpiry: true }'),
      'steps[0].node',
      'after_lapse',
      4,
    ],
    [
      'the wrong order',
      base(`  - { node: T-7, purpose: reminder, template: reminder }\n  - ${STEP}`),
      'steps[1].node',
      'order',
      5,
    ],
    ['two steps alike', base(`  - ${STEP}\n  - ${STEP}`), 'steps[1]', 'two_steps_alike', 5],
    [
      'a lead beyond 400 days',
      base('  - { node: T-401, purpose: reminder, template: reminder }'),
      'steps[0].node',
      'lead_too_long',
      4,
    ],
    ['a step beyond its horizon', base(`  - ${STEP}`, 'horizon: P20D\n'), 'steps[0].node', 'lead_too_long', 5],
    [
      'a bad node',
      base('  - { node: T-030, purpose: reminder, template: reminder }'),
      'steps[0].node',
      'not_a_name',
      4,
    ],
    [
      'an unknown template',
      base('  - { node: T-30, purpose: reminder, template: nope }'),
      'steps[0].template',
      'unknown_template',
      4,
    ],
    ['no template', base('  - { node: T-30, purpose: reminder }'), 'steps[0].template', 'required', 4],
    [
      'an unknown template of a channel',
      base('  - { node: T-30, purpose: reminder, tracks: [[{ channel: email, template: nope }]] }'),
      'steps[0].tracks[0][0].template',
      'unknown_template',
      4,
    ],
    [
      'a channel named twice in a track',
      base('  - { node: T-30, purpose: reminder, template: reminder, tracks: [[email, email]] }'),
      'steps[0].tracks[0]',
      'names',
      4,
    ],
    [
      "a contact's role in an internal step",
      base('  - { node: T-30, purpose: reminder, template: reminder, audience: internal, roles: [billing] }'),
      'steps[0].roles',
      'names',
      4,
    ],
    [
      'an unknown channel',
      base('  - { node: T-30, purpose: reminder, template: reminder, tracks: [[pigeon]] }'),
      'steps[0].tracks[0][0].channel',
      'unknown_value',
      4,
    ],
    [
      'a window that never opens',
      base('  - { node: T-30, purpose: reminder, template: reminder, window: { from: "20:00", to: "09:00" } }'),
      'steps[0].window',
      'window',
      4,
    ],
    [
      'a bad time',
      base('  - { node: T-30, purpose: reminder, template: reminder, window: { from: "25:00" } }'),
      'steps[0].window.from',
      'not_a_text',
      4,
    ],
    [
      'a bad duration',
      base('  - { node: T-30, purpose: reminder, template: reminder, late: 3 days }'),
      'steps[0].late',
      'not_a_duration',
      4,
    ],
    ['a condition that does not parse', `policy: p\nselect: "tier =="\nsteps:\n  - ${STEP}`, 'select', 'condition', 2],
    [
      'a condition that does not type-check',
      `policy: p\nselect: tier > 3\nsteps:\n  - ${STEP}`,
      'select',
      'condition',
      2,
    ],
    ['an unknown variable', `policy: p\nselect: salary > 3\nsteps:\n  - ${STEP}`, 'select', 'condition', 2],
    ['a condition that is no bool', `policy: p\nselect: seats + 1\nsteps:\n  - ${STEP}`, 'select', 'condition', 2],
    [
      'a regular expression',
      `policy: p\nselect: tier.matches("^(a+)+$")\nsteps:\n  - ${STEP}`,
      'select',
      'condition',
      2,
    ],
    [
      'a regular expression in a list',
      `policy: p\nselect: '[true].exists(x, x && tier.matches("a"))'\nsteps:\n  - ${STEP}`,
      'select',
      'condition',
      2,
    ],
    [
      'nested macros',
      `policy: p\nselect: '[1].all(x, [2].all(y, y > x))'\nsteps:\n  - ${STEP}`,
      'select',
      'condition',
      2,
    ],
  ])('refuses %s by path, line and rule', (_, text, field, rule, line) => {
    const result = read(text);
    expect(result.ok).toBe(false);
    if (!result.ok)
      expect(result.error).toContainEqual({
        field,
        rule,
        message: expect.stringMatching(new RegExp(`^line ${line}: `)) as string,
      });
  });

  it('reads internal steps, and templates by channel', () => {
    const step = (text: string) => {
      const result = read(base(`  - { node: T-30, purpose: reminder, ${text} }`));
      return result.ok ? result.value.steps[0] : result.error;
    };
    expect(step('template: reminder, audience: internal')).toMatchObject({ audience: 'INTERNAL', roles: ['owner'] });
    expect(step('template: reminder, audience: internal, roles: [owner, director]')).toMatchObject({
      roles: ['owner', 'director'],
    });
    expect(step('template: reminder, tracks: [[email], [{ channel: email, template: last-warning }]]')).toMatchObject({
      tracks: [[{ channel: 'email', template: 'reminder' }], [{ channel: 'email', template: 'last-warning' }]],
    });
  });

  it('takes ladders of every channel, down to a person; each needs a text of its own channel (C-04, C-07)', () => {
    const step = (text: string) => read(base(`  - { node: T-2, purpose: last-warning, ${text} }`));
    expect(step('template: last-warning, tracks: [[task]]')).toMatchObject({
      value: { steps: [{ tracks: [[{ channel: 'task', template: 'last-warning' }]] }] },
    });
    expect(step('template: last-warning, tracks: [[email, task]]')).toMatchObject({
      value: { steps: [{ tracks: [[{ channel: 'email' }, { channel: 'task' }]] }] },
    });
    expect(step('template: last-warning, tracks: [[sms]]')).toMatchObject({
      error: [{ rule: 'unknown_template', message: expect.stringContaining('no template last-warning for sms') }],
    });
    expect(step('template: reminder, tracks: [[email, task]]')).toMatchObject({
      error: [{ rule: 'unknown_template', message: expect.stringContaining('known are last-warning') }],
    });
  });

  it('refuses no template while none has been heard of', () => {
    const text = base('  - { node: T-30, purpose: reminder, template: nope }');
    expect([readPolicy(text, []).ok, read(text).ok]).toEqual([true, false]);
  });

  it('reports everything that is wrong at once', () => {
    const result = read(base('  - { node: T+3, purpose: 7, template: nope }', 'colour: red\n'));
    expect(result.ok ? [] : result.error.map(({ rule }) => rule).sort()).toEqual([
      'after_term_end',
      'not_a_text',
      'unknown_field',
      'unknown_template',
    ]);
  });

  it('refuses a document beyond 64 KiB unread', () => {
    expect(read(`# ${'x'.repeat(70_000)}`)).toMatchObject({ ok: false, error: [{ rule: 'too_long' }] });
  });
});
