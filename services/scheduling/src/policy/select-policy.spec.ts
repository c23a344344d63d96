import { readFileSync } from 'node:fs';
import { customerOf } from '../customer/customer-snapshot.js';
import type { Tier } from '../customer/customer.js';
import { sampleContract, sampleCustomer, sampleTerm } from '../../test/sample-events.js';
import { contractOf, termFactsOf } from '../term/contract-snapshot.js';
import { compilePolicy, readPolicy } from './policy-document.js';
import { factsOf, POLICY_FACTS } from './policy-facts.js';
import { selectPolicy } from './policy.js';

function compiled(text: string) {
  const read = readPolicy(text, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const compiled = compilePolicy(read.value, 1);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
}
const presets = ['standard', 'monthly', 'vip'].map((name) =>
  compiled(readFileSync(new URL(`./presets/${name}.yaml`, import.meta.url), 'utf8')),
);
const facts = (tier: Tier, periodMonths: number, trial = false) => {
  const contract = sampleContract('c', 'c', { periodMonths, trial });
  return factsOf(termFactsOf(sampleTerm(contract)), contractOf(contract), { ...customerOf(sampleCustomer('c')), tier });
};

it.each<[Tier, number, boolean, string]>([
  ['STRATEGIC', 12, false, 'vip'],
  ['CORE', 24, false, 'vip'],
  ['CORE', 3, false, 'standard'],
  ['STANDARD', 12, false, 'standard'],
  ['STRATEGIC', 1, false, 'monthly'],
  ['STANDARD', 1, false, 'monthly'],
  ['STANDARD', 2, false, 'monthly'],
])('%s on %i months (trial %s) goes by %s (T-02, T-12, T-13)', (tier, months, trial, name) => {
  expect(selectPolicy(presets, facts(tier, months, trial))).toMatchObject({ policy: { policy: name }, failed: [] });
});

it('offers at least a dozen dimensions (R-12)', () => {
  expect(Object.keys(POLICY_FACTS).length).toBeGreaterThanOrEqual(12);
  expect(Object.keys(facts('CORE', 12)).sort()).toEqual(Object.keys(POLICY_FACTS).sort());
});

it('takes a condition that fails at run time as no match, and says so', () => {
  const broken = compiled(
    'policy: broken\npriority: 1\nselect: 100 / (renewals - renewals) > 1\nsteps:\n  - { node: T-1, purpose: reminder, template: reminder }',
  );
  expect(selectPolicy([...presets, broken], facts('CORE', 12))).toMatchObject({
    policy: { policy: 'vip' },
    failed: ['broken'],
  });
});

it.each([1, 12])('finds none for a trial of %i months, which has no price to renew at (T-07, T-12)', (months) => {
  expect(selectPolicy(presets, facts('TRIAL', months, true)).policy).toBeNull();
});

it('finds none where none matches', () => {
  expect(selectPolicy([], facts('CORE', 12))).toEqual({ policy: null, failed: [] });
});
