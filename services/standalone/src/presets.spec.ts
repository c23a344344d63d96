import { readFileSync } from 'node:fs';
import { BUILT_IN_TEMPLATES } from '@perennial/delivery/template/built-in/built-in-templates';
import { readPolicy } from '@perennial/scheduling/policy/policy-document';
import { PRESETS } from '@perennial/scheduling/policy/seed-policies';
import { parse } from 'yaml';

const shipped = BUILT_IN_TEMPLATES.map(({ name, channel }) => ({ name, channel: channel.toLowerCase() }));
const preset = (name: string): string =>
  readFileSync(new URL(`../../scheduling/src/policy/presets/${name}.yaml`, import.meta.url), 'utf8');

test.each(PRESETS)('preset %s names templates that delivery ships', (name) => {
  expect(readPolicy(preset(name), shipped)).toMatchObject({ ok: true });
  const other = preset(name).replace(/template: [a-z-]+/, 'template: nothing-like-it');
  expect(readPolicy(other, shipped)).toMatchObject({ ok: false, error: [{ rule: 'unknown_template' }] });
});

interface Told {
  readonly step: string;
  readonly template: string;
  readonly tracks: readonly (readonly string[])[];
  readonly escalate: readonly { readonly template: string; readonly channels: readonly string[] }[];
}

/** The steps of a preset by node. */
function stepsOf(name: string): Map<string, Told> {
  const { steps } = parse(preset(name)) as { steps: (Partial<Told> & { node: string; template: string })[] };
  return new Map(
    steps.map((step) => [step.node, { step: step.node, tracks: [['email']], escalate: [], ...step } as Told]),
  );
}
const textOf = (name: string, channel: string, locale: string): string =>
  BUILT_IN_TEMPLATES.find((one) => one.name === name && one.channel === channel && one.locale === locale)?.text ?? '';

test('strategic customers, the others and monthly ones are told first in words of their own (M-05)', () => {
  const first = ['vip', 'standard', 'monthly'].map((name) => [...stepsOf(name).values()][0]?.template ?? '');
  expect(first).toEqual(['account-review', 'first-notice', 'monthly-notice']);
  for (const channel of ['EMAIL', 'SMS', 'WECOM', 'TASK'])
    for (const locale of ['en', 'zh']) {
      const texts = first.map((name) => textOf(name, channel, locale));
      expect(texts).not.toContain('');
      expect(new Set(texts).size).toBe(3);
    }
  expect(textOf('monthly-notice', 'EMAIL', 'en').length).toBeLessThan(
    textOf('account-review', 'EMAIL', 'en').length / 1.4,
  );
});

test('who does not answer gets another text, a person and something to gain; strategic ones their own (M-08, R-19)', () => {
  for (const [name, follow] of [
    ['vip', 'unanswered-account'],
    ['standard', 'unanswered'],
  ] as const) {
    const { template, escalate } = stepsOf(name).get('T-30') as Told;
    expect(escalate.map((one) => one.template)).toEqual(escalate.map(() => follow));
    for (const { channels } of escalate) expect(channels).not.toContain('email');
    for (const channel of ['SMS', 'TASK', 'WECOM'])
      expect(textOf(follow, channel, 'en')).not.toBe(textOf(template, channel, 'en'));
  }
  expect(textOf('unanswered-account', 'EMAIL', 'en')).toContain('15 minutes');
  expect(textOf('unanswered-account', 'TASK', 'en')).toContain('Tell what is new');
});

test('a call with T-90, a text message at T-7 and a call in the last 48 hours (C-07, C-12, C-13, R-05)', () => {
  const vip = stepsOf('vip');
  expect(vip.get('T-90')?.tracks).toContainEqual(['task']);
  expect(vip.get('T-2')?.tracks).toEqual([['task']]);
  for (const name of ['vip', 'standard']) expect(stepsOf(name).get('T-7')?.tracks).toContainEqual(['sms']);
  expect(stepsOf('monthly').get('T-0')?.tracks).toContainEqual(['sms']);
  // A mail, then a text message, then a person (C-07).
  expect(vip.get('T-30')?.escalate.at(-1)?.channels).toEqual(['sms', 'task']);
});

test('what comes with an offer stands out in it (M-09)', () => {
  for (const name of ['account-review', 'unanswered-account']) {
    const mail = BUILT_IN_TEMPLATES.find((one) => one.name === name && one.channel === 'EMAIL');
    expect(mail?.html).toContain('<p class="special">');
    expect(mail?.text).toMatch(/^\* /m);
  }
});
