import { WEEKENDS_OF_CLDR, WEEKEND_DATA_VERSION } from './weekend-data.js';
import { weekendOf } from './weekend.js';

test.each([
  ['SA', [5, 6]],
  ['EG', [5, 6]],
  ['IL', [5, 6]],
  ['BD', [5, 6]],
  ['IR', [5]],
  ['IN', [7]],
  ['AE', [6, 7]],
  ['DE', [6, 7]],
  ['', [6, 7]],
])('the weekend of %s (review 22, R-11)', (country, weekend) => expect(weekendOf(country)).toEqual(weekend));

interface WeekInfo {
  readonly weekend: readonly number[];
}

test('the data is that of CLDR, where this Node has the same release of it', () => {
  if (process.versions['cldr'] !== WEEKEND_DATA_VERSION) return;
  const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  const countries = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => regions.of(code));
  const odd = countries.flatMap((code) => {
    const locale = new Intl.Locale(`und-${code}`) as unknown as { weekInfo?: WeekInfo; getWeekInfo?(): WeekInfo };
    const { weekend } = locale.weekInfo ?? locale.getWeekInfo?.() ?? { weekend: [6, 7] };
    return weekend.join() === '6,7' || code === 'YD' ? [] : [[code, [...weekend]]];
  });
  expect(Object.fromEntries(odd)).toEqual(WEEKENDS_OF_CLDR);
});
