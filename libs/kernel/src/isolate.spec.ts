import fc from 'fast-check';
import { isolate } from './isolate.js';

test.each([
  ['תוכנה 2', 'en', '\u2068תוכנה 2\u2069'],
  ['شركة', 'zh', '\u2068شركة\u2069'],
  ['R&D "Pro" <b>', 'en', 'R&D "Pro" <b>'],
  ['Suite 2', 'he-IL', '\u2068Suite 2\u2069'],
  ['a\u202egnp.exe', 'en', 'agnp.exe'],
  ['ש\u2069x', 'en', '\u2068שx\u2069'],
  ['', 'ar', ''],
])('%j in a text of %s (K27, M-04)', (name, locale, expected) => {
  expect(isolate(name, locale)).toBe(expected);
});

test('nothing in a name reaches beyond it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(isolate(name, 'en').replace(/^\u2068|\u2069$/g, '')).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});
