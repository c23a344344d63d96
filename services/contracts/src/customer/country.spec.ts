import { isZone } from '@perennial/calendar/zone';
import { isCountry, onlyZoneOf } from './country.js';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter(isCountry);

describe('countries', () => {
  it('knows the 249 codes of ISO 3166-1', () => {
    expect(codes).toHaveLength(249);
    expect(['DE', 'CN', 'US', 'TW', 'XK', 'EU', 'de', ''].filter(isCountry)).toEqual(['DE', 'CN', 'US', 'TW']);
  });

  it('names only zones of the pinned rules', () => {
    expect(codes.flatMap((code) => onlyZoneOf(code) ?? []).filter((zone) => !isZone(zone))).toEqual([]);
    expect(['CN', 'DE', 'US', 'AU', 'ZZ'].map(onlyZoneOf)).toEqual([
      'Asia/Shanghai',
      'Europe/Berlin',
      null,
      null,
      null,
    ]);
  });
});
