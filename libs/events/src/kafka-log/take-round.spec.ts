import { takeRound } from './take-round.js';

test.each<[string, number[], number, number[]]>([
  ['everything when it fits', [3, 1, 5], 10, [3, 1, 5]],
  ['an equal share of each partition', [1_000, 1_000], 100, [50, 50]],
  ['what a short one leaves to the first that has more', [2, 1_000, 1_000], 90, [2, 58, 30]],
  ['one of each as far as it goes, with more partitions than places', [9, 9, 9], 2, [1, 1, 0]],
])('takes %s', (_, waiting, max, taken) => {
  expect(takeRound(waiting, max)).toEqual(taken);
});
