import { shuffledAcross } from './shuffled.js';

const items = Array.from({ length: 300 }, (_, n) => ({ key: `k${n % 7}`, n }));

test('every item comes once, those of one key in their order, the keys in another one', () => {
  const shuffled = shuffledAcross(items, ({ key }) => key);
  expect(shuffled.map(({ n }) => n).sort((a, b) => a - b)).toEqual(items.map(({ n }) => n));
  for (const key of new Set(items.map((item) => item.key))) {
    expect(shuffled.filter((item) => item.key === key)).toEqual(items.filter((item) => item.key === key));
  }
  expect(shuffled).not.toEqual(items);
});
