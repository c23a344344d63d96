import fc from 'fast-check';
import type { TermId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import { toldRiders, type Placed } from './purpose.js';

const rider = (purpose: string, change: Partial<Placed & { id: string }> = {}) => ({
  purpose,
  lastDay: localDate('2024-07-16'),
  template: purpose,
  product: 'Suite',
  termId: `${purpose} of ${change.product ?? 'Suite'}` as TermId,
  id: purpose,
  ...change,
});

test('the strongest purpose stands first, whatever ends first (review 8)', () => {
  const riders = [
    rider('thanks'),
    rider('first-notice', { lastDay: localDate('2024-07-01') }),
    rider('last-warning', { lastDay: localDate('2024-12-31') }),
    rider('reminder'),
    rider('legal'),
  ];
  expect(toldRiders(riders).map(({ purpose }) => purpose)).toEqual([
    'legal',
    'last-warning',
    'reminder',
    'first-notice',
    'thanks',
  ]);
});

test('two contacts of one mailbox: the term is told once, by its strongest rider (K19, R1, review 6)', () => {
  const termId = 't1' as TermId;
  const riders = [
    rider('reminder', { termId, id: 'for Bob' }),
    rider('last-warning', { termId, id: 'for Ann' }),
    rider('reminder', { termId: 't2' as TermId, product: 'Other' }),
  ];
  expect(toldRiders(riders).map(({ id }) => id)).toEqual(['for Ann', 'reminder']);
});

test('the order in which they came, and so a hash, decides nothing that is said (review 8)', () => {
  const all = ['A', 'B', 'C'].flatMap((product) => [
    rider('reminder', { product, id: product }),
    rider('last-warning', { product, id: `${product}!` }),
  ]);
  const told = toldRiders(all).map(({ id }) => id);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(toldRiders(shuffled).map(({ id }) => id)).toEqual(told);
    }),
  );
});
