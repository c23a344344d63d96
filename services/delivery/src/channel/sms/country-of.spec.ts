import { countryOf } from './country-of.js';

test.each([
  ['+8613800138000', 'CN'],
  ['+85291234567', 'HK'],
  ['+12025550123', 'US'],
  ['+14165550123', 'CA'],
  // Shared with Guernsey, Jersey and the Isle of Man.
  ['+447700900123', 'GB'],
  ['+881612345678', null],
  ['+999123456', null],
  ['nonsense', null],
])('%s is of %s', (number, country) => {
  expect(countryOf(number)).toBe(country);
});
