import { readFileSync } from 'node:fs';
import { POLICY_FACTS } from './policy-facts.js';
import { CONTACT_ROLES } from './step-reader.js';

test('docs/policies.md names every variable and every role of a contact', () => {
  const page = readFileSync(new URL('../../../../docs/policies.md', import.meta.url), 'utf8');
  expect(Object.keys(POLICY_FACTS).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(page).toContain(CONTACT_ROLES.join(', '));
});
