import fc from 'fast-check';
import { localDate, parseLocalDate } from './local-date.js';

describe('local date (D-03)', () => {
  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '9999-12-31'])('reads %s', (text) => {
    expect(parseLocalDate(text)).toEqual({ ok: true, value: text });
  });

  it.each([
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-00-10',
    '2024-13-01',
    '2024-01-00',
    '31/12/24',
    '2024-1-1',
    '20240101',
    '2024-01-01T00:00:00Z',
    '2024-01-01\n',
    ' 2024-01-01',
    '1899-12-31',
    '10000-01-01',
    '',
  ])('refuses %j and states the rule', (text) => {
    expect(parseLocalDate(text)).toEqual({ ok: false, error: expect.stringContaining('YYYY-MM-DD') });
    expect(() => localDate(text)).toThrow(expect.objectContaining({ code: 'BAD_DATE' }));
  });

  it('accepts a day exactly when the calendar has it', () => {
    const field = fc.tuple(
      fc.integer({ min: 1900, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    );
    fc.assert(
      fc.property(field, ([y, m, d]) => {
        const text = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
        expect(parseLocalDate(text).ok).toBe(new Date(Date.UTC(y, m - 1, d)).toISOString().startsWith(text));
      }),
    );
  });
});
