import { languageOf } from './language.js';
import { isCountry } from './country.js';
import { canonicalLocale } from './locale.js';

test.each([
  ['de-DE', 'de-DE'],
  ['en_US', 'en-US'],
  ['fr', 'fr'],
  ['ZH_hant_tw', 'zh-Hant-TW'],
  ['de_DE.UTF-8', 'de-DE'],
  ['sr@latin', 'sr'],
  ['zh_CN', 'zh-CN'],
  ['zh-Hant-TW', 'zh-Hant-TW'],
  ['en-u-ca-gregory', 'en-u-ca-gregory'],
  ['zh-cmn-Hans-CN', 'zh-Hans-CN'],
  ['zh-yue-HK', 'zh-HK'],
  ['zh-CHS', 'zh'],
  ['es-419', 'es-419'],
  ['iw', 'he'],
  ['x-acme', 'und'],
  ['i-klingon', 'und'],
  ['x-', null],
  ['zh--CN', null],
  ['zh‑CN', null],
  ['_US', null],
  ['*', null],
  ['中文', null],
  ['en-US,en;q=0.9', null],
  ['x', null],
  ['en-', null],
  ['english language', null],
  ['C', null],
  ['POSIX', null],
  ['a'.repeat(40), null],
])('K05: a locale written as %j is %j', (written, locale) => {
  expect(canonicalLocale(written)).toBe(locale);
});

test('a country has a language, so that who states none is written to in his (chapter 3)', () => {
  expect(['CN', 'TW', 'DE', 'US', 'AQ'].map(languageOf)).toEqual(['zh', 'zh-TW', 'de', 'en', 'en']);
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const countries = letters.flatMap((a) => letters.map((b) => a + b)).filter(isCountry);
  expect(countries.map((code) => canonicalLocale(languageOf(code)))).toEqual(countries.map(languageOf));
});
