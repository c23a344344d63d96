import fc from 'fast-check';
import { addDays, dateFromDays } from './civil.js';
import { archivedFrom, archivesBefore, chooseArchive, keptFrom } from './retention.js';

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

test.each([
  ['something is under way', { endedOn: '2024-01-10', lastDay: null, unfinished: true }, '2024-06-01'],
  ['its last day moved', { endedOn: '2024-01-10', lastDay: '2024-05-20', unfinished: false }, '2024-05-20'],
  ['it ended this spring', { endedOn: '2024-03-03', lastDay: '2024-01-10', unfinished: false }, '2024-03-03'],
])('a term is looked at again later: %s', (_why, ended, endedOn) => {
  expect(chooseArchive(ended, '2024-06-01', 90)).toEqual({ archive: false, endedOn });
});

test('a term that is over for long is archived', () => {
  expect(chooseArchive({ endedOn: '2024-03-02', lastDay: null, unfinished: false }, '2024-06-01', 90)).toEqual({
    archive: true,
  });
});
