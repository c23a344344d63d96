import fc from 'fast-check';
import { addDays, dateFromDays } from './civil.js';
import { archivedFrom, archivesBefore, keptFrom } from './retention.js';

const day = fc.integer({ min: 18_000, max: 30_000 }).map(dateFromDays);

test('what ended waits its days out and moves on the first of the next month', () => {
  expect(archivedFrom('2024-01-31', 90)).toBe('2024-05-01');
  expect(archivedFrom('2024-02-01', 90)).toBe('2024-06-01');
  expect(archivedFrom('2024-09-30', 90)).toBe('2025-01-01');
  expect(archivesBefore('2024-05-17', 90)).toBe('2024-02-01');
  expect(keptFrom('2024-05-17', 25)).toBe('2022-04-01');
});

test('both questions have the same answer for every two days', () => {
  fc.assert(
    fc.property(day, day, fc.integer({ min: 1, max: 400 }), (endedOn, today, afterDays) => {
      expect(endedOn < archivesBefore(today, afterDays)).toBe(archivedFrom(endedOn, afterDays) <= today);
    }),
  );
});

test('nothing moves before its days are over', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 400 }), (endedOn, afterDays) => {
      expect(archivedFrom(endedOn, afterDays) > addDays(endedOn, afterDays)).toBe(true);
    }),
  );
});
