import { readFileSync } from 'node:fs';
import { BUILT_IN_TEMPLATES } from '@perennial/delivery/template/built-in/built-in-templates';
import { readPolicy } from '@perennial/scheduling/policy/policy-document';
import { PRESETS } from '@perennial/scheduling/policy/seed-policies';

const shipped = BUILT_IN_TEMPLATES.map(({ name, channel }) => ({ name, channel: channel.toLowerCase() }));
const preset = (name: string): string =>
  readFileSync(new URL(`../../scheduling/src/policy/presets/${name}.yaml`, import.meta.url), 'utf8');

test.each(PRESETS)('preset %s names templates that delivery ships', (name) => {
  expect(readPolicy(preset(name), shipped)).toMatchObject({ ok: true });
  const other = preset(name).replace(/template: [a-z-]+/, 'template: nothing-like-it');
  expect(readPolicy(other, shipped)).toMatchObject({ ok: false, error: [{ rule: 'unknown_template' }] });
});
