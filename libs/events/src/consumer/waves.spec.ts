import fc from 'fast-check';
import { toWaves } from './waves.js';

interface Event {
  readonly key: string;
  readonly type: string | null;
  readonly rows: number;
  readonly n: number;
}

const KEYS = ['a', 'b', 'c', 'd'];
const events = fc
  .array(
    fc.record({
      key: fc.constantFrom(...KEYS),
      type: fc.constantFrom('x', 'y', 'z', null),
      rows: fc.integer({ min: 1, max: 7 }),
    }),
  )
  .map((list) => list.map((event, n): Event => ({ ...event, n })));
const cut = (list: readonly Event[], maxRows = Infinity) =>
  toWaves(
    list,
    (event) => event.type,
    (event) => event.rows,
    maxRows,
  );
const numbers = (list: readonly Event[]) => list.map(({ n }) => n);
const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);

test('waves hold every event once, each key at most once a type, within the row limit', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 20 }), (list, maxRows) => {
      const waves = cut(list, maxRows);
      expect(sorted(numbers(waves.flat()))).toEqual(numbers(list));
      for (const wave of waves) {
        expect(new Set(wave.map(({ key, type }) => `${key} ${type}`)).size).toBe(wave.length);
        if (wave.length > 1) expect(wave.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(maxRows);
      }
    }),
  );
});

test('handled type by type, whichever of them were seen before, every key keeps its order', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 20 }), fc.func(fc.boolean()), (list, maxRows, seen) => {
      const handled = cut(list, maxRows).flatMap((wave) => {
        const byType = new Map<string | null, Event[]>();
        for (const event of wave.filter(({ n }) => !seen(n)))
          byType.set(event.type, [...(byType.get(event.type) ?? []), event]);
        return [...byType.values()].flat();
      });
      for (const key of KEYS) {
        const order = numbers(handled.filter((event) => event.key === key));
        expect(order).toEqual(sorted(order));
      }
    }),
  );
});

test('nothing of a key shares a wave with what ended it for the key', () => {
  fc.assert(
    fc.property(events, (list) => {
      for (const wave of cut(list))
        for (const { key, n } of wave.filter(({ type }) => type === null))
          expect(wave.filter((event) => event.key === key && event.n > n)).toEqual([]);
    }),
  );
});

test('what a customer is told of in one order of types fits into one wave', () => {
  const of = (key: string, type: string, n: number): Event => ({ key, type, rows: 1, n });
  const list = [of('a', 'changed', 0), of('a', 'expired', 1), of('b', 'changed', 2), of('b', 'expired', 3)];
  expect(cut(list).map(numbers)).toEqual([[0, 2, 1, 3]]);
});
