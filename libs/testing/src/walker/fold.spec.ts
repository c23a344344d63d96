import { instant } from '@perennial/kernel/instant';
import { foldEntries, type Entry } from './fold.js';

const at = instant(1_000);
const said = (of: string, says: string, rank: number, step?: string): Entry => ({
  at,
  rank,
  of,
  says,
  ...(step ? { step } : {}),
});
const ENTRIES = [
  said('a/1', 'paid', 1),
  said('a/1', 'ended (CLOSED)', 9, 'T-7/last'),
  said('a/1', 'ended (CLOSED)', 9, 'T-15/reminder'),
  said('b/1', 'due', 7, 'T-1/last'),
  said('b/1', 'outcome SENT', 8, 'T-1/last'),
  said('b/1', 'ended SENT', 9, 'T-1/last'),
  { ...said('a/1', 'earlier', 5), at: instant(500) },
];

test('one line a thing and instant, causes first', () => {
  expect(foldEntries(ENTRIES).map(({ text }) => text)).toEqual([
    'a/1: earlier',
    'a/1: paid',
    'T-1/last of b/1: due, outcome SENT, ended SENT',
    'T-15/reminder, T-7/last of a/1: ended (CLOSED)',
  ]);
});

test('whatever comes first, the lines are the same', () => {
  expect(foldEntries([...ENTRIES].reverse())).toEqual(foldEntries(ENTRIES));
});

test('term 9 stands before term 10', () => {
  expect(foldEntries([said('a/10', 'changed', 1), said('a/9', 'changed', 1)]).map(({ text }) => text)).toEqual([
    'a/9: changed',
    'a/10: changed',
  ]);
});

test('what is said twice is told twice', () => {
  expect(foldEntries([...ENTRIES, said('b/1', 'outcome SENT', 8, 'T-1/last')]).map(({ text }) => text)).toContain(
    'T-1/last of b/1: due, outcome SENT, outcome SENT, ended SENT',
  );
  expect(foldEntries([said('a/1', 'paid', 1), said('a/1', 'paid', 1)]).map(({ text }) => text)).toEqual([
    'a/1: paid, paid',
  ]);
});
