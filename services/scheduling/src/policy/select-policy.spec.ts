import { readFileSync } from 'node:fs';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { customerOf } from '../customer/customer-snapshot.js';
import type { Tier } from '../customer/customer.js';
import { sampleContract, sampleCustomer, sampleTerm } from '../../test/sample-events.js';
import { contractOf, termFactsOf } from '../term/contract-snapshot.js';
import { compilePolicy, readPolicy } from './policy-document.js';
import { factsOf, POLICY_FACTS } from './policy-facts.js';
import { selectPolicy } from './policy.js';
import { PRESETS } from './seed-policies.js';

function compiled(text: string) {
  const read = readPolicy(text, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const compiled = compilePolicy(read.value, 1);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
}
const presets = PRESETS.map((name) =>
  compiled(readFileSync(new URL(`./presets/${name}.yaml`, import.meta.url), 'utf8')),
);
const facts = (
  tier: Tier,
  periodMonths: number,
  trial = false,
  more: Partial<ContractSnapshot> = {},
  ofTerm: Partial<TermSnapshot> = {},
) => {
  const contract = sampleContract('c', 'c', { periodMonths, trial, ...more });
  const term = termFactsOf(sampleTerm(contract, 1, ofTerm));
  return factsOf(term, contractOf(contract), { ...customerOf(sampleCustomer('c')), tier });
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

it.each([1, 12])('a trial of %i months has a policy of its own, whatever its price (T-07, T-12)', (months) => {
  expect(selectPolicy(presets, facts('TRIAL', months, true)).policy?.policy).toBe('trial');
});

const free = { amount: { currency: 'EUR', minor: 0n } };
it.each<[string, number, Partial<ContractSnapshot>, Partial<TermSnapshot>, string]>([
  ['a yearly contract that renews by itself', 12, { autoRenew: true }, {}, 'auto-renew'],
  ['a monthly one that renews by itself', 1, { autoRenew: true }, {}, 'auto-renew-monthly'],
  ['a trial that renews by itself', 1, { autoRenew: true, trial: true }, {}, 'auto-renew-monthly'],
  ['a trial at price 0 that renews by itself', 1, { autoRenew: true, trial: true }, free, 'trial'],
  ['a free one', 12, {}, free, 'free'],
  ['a free one that renews by itself', 12, { autoRenew: true }, free, 'free'],
  ['a perpetual licence', 12, { productType: 'perpetual' }, {}, 'perpetual'],
  ['one without a price, which is not free', 12, {}, { amount: undefined }, 'vip'],
])('K12, review 10 and 18: %s is told what is true for it', (_, months, contract, term, name) => {
  expect(selectPolicy(presets, facts('CORE', months, false, contract, term)).policy?.policy).toBe(name);
});

it('review 19: amounts of several currencies are compared in the reporting currency', () => {
  const large = compiled(
    'policy: large\nselect: reportingAmountMinor >= 50000000\nsteps:\n  - { node: T-1, purpose: reminder, template: reminder }',
  );
  const dong = { amount: { currency: 'VND', minor: 500_000n }, reportingAmount: { currency: 'EUR', minor: 1_850n } };
  const euro = { amount: { currency: 'KWD', minor: 1n }, reportingAmount: { currency: 'EUR', minor: 60_000_000n } };
  const chosen = [dong, euro, { reportingAmount: undefined }].map(
    (term) => selectPolicy([large], facts('CORE', 12, false, {}, term)).policy?.policy,
  );
  expect(chosen).toEqual([undefined, 'large', undefined]);
});

it('review 5: every preset catches a late import, and VIP ends with T-7, a call at T-2 (R-05), T-1 and T-0', () => {
  expect(presets.filter(({ firstContact }) => firstContact === null)).toEqual([]);
  const vip = presets.find(({ policy }) => policy === 'vip');
  expect(vip?.steps.map(({ node }) => node)).toEqual([90, 60, 30, 7, 2, 1, 0]);
});

it('C-13, C-14: the account manager of a VIP calls at T-90, and writes in WeCom at T-30 beside the mail', () => {
  const vip = presets.find(({ policy }) => policy === 'vip');
  const channels = (of: number) =>
    vip?.steps.find(({ node }) => node === of)?.tracks.map((rungs) => rungs.map(({ channel }) => channel));
  expect([channels(90), channels(30)]).toEqual([
    [['email'], ['task']],
    [['email'], ['wecom']],
  ]);
});

it('finds none where none matches', () => {
  expect(selectPolicy([], facts('CORE', 12))).toEqual({ policy: null, failed: [] });
});
