import fc from 'fast-check';
import { IdSet } from './id-set.js';

const ids = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 65_000, max: 66_000 }),
    fc.integer({ min: 0, max: 2 ** 40 }),
  ),
);

function setOf(values: readonly number[]): IdSet {
  const set = new IdSet();
  for (const value of values) set.add(value);
  return set;
}

test('holds what was added, tells what is new, and what another one lacks', () => {
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      const [one, other, plain] = [setOf(a), setOf(b), new Set(b)];
      for (const id of [...a, ...b]) expect(other.has(id)).toBe(plain.has(id));
      expect([...one.without(other)]).toEqual([...new Set(a)].filter((id) => !plain.has(id)).sort((x, y) => x - y));
      const again = new IdSet();
      const seen = new Set<number>();
      for (const id of a) {
        expect(again.add(id)).toBe(!seen.has(id));
        seen.add(id);
      }
    }),
  );
});

test.each([0, 31, 32, 65_535, 65_536, 2 ** 40 + 31])('%d is a member like any other', (id) => {
  expect(new IdSet().has(id)).toBe(false);
  expect([...setOf([id]).without(new IdSet())]).toEqual([id]);
  expect(setOf([id]).has(id)).toBe(true);
});
