import fc from 'fast-check';
import { toWaves } from './waves.js';

const events = fc
  .array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), rows: fc.integer({ min: 1, max: 7 }) }))
  .map((list) => list.map((e, n) => ({ ...e, n })));

test('waves hold every event once, each key at most once a wave and in its order, within the row limit', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 20 }), (list, maxRows) => {
      const waves = toWaves(list, (e) => e.rows, maxRows);
      expect(
        waves
          .flat()
          .map((e) => e.n)
          .sort((a, b) => a - b),
      ).toEqual(list.map((e) => e.n));
      for (const wave of waves) {
        expect(new Set(wave.map((e) => e.key)).size).toBe(wave.length);
        if (wave.length > 1) expect(wave.reduce((sum, e) => sum + e.rows, 0)).toBeLessThanOrEqual(maxRows);
      }
      for (const key of ['a', 'b', 'c', 'd']) {
        const order = waves
          .flat()
          .filter((e) => e.key === key)
          .map((e) => e.n);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
    }),
  );
});
