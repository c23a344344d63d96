import { partitionsOf } from './partitions.js';

const DAY = 86_400_000;
const now = Date.UTC(2025, 1, 28, 13);

test('one a day, from the past to the days ahead, without gaps', () => {
  const partitions = partitionsOf('inbox', { now, everyDays: 1, aheadDays: 2, backDays: 1 });
  expect(partitions.map(({ name }) => name)).toEqual([
    'inbox_p20250227',
    'inbox_p20250228',
    'inbox_p20250301',
    'inbox_p20250302',
  ]);
  expect(partitions.every(({ to }, at) => at === partitions.length - 1 || partitions[at + 1]?.from === to)).toBe(true);
});

test('wider ones keep their edges whenever they are asked for', () => {
  const edges = (at: number) => partitionsOf('outbox', { now: at, everyDays: 7, aheadDays: 0 }).map(({ from }) => from);
  expect(edges(now)).toEqual(edges(now + DAY));
  expect(edges(now)).toHaveLength(1);
});

test('a name that is not one is refused', () => {
  expect(() => partitionsOf('inbox; drop', { now, everyDays: 1, aheadDays: 0 })).toThrow(RangeError);
});
