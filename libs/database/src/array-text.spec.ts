import fc from 'fast-check';
import { arrayText } from './array-text.js';

/**
 * Reads one element list as PostgreSQL's array_in does: quoted elements with backslash escapes, bare ones up to the
 * comma.
 */
function read(text: string): (string | null)[] {
  const found = [...text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^",]+)/gsu)];
  return found.map(([, quoted, bare]) =>
    quoted === undefined ? (bare === 'NULL' ? null : (bare as string)) : quoted.replace(/\\(.)/gsu, '$1'),
  );
}

it('every text comes back, NULL as a word and null apart', () => {
  const element = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', 'NULL', '"', '\\', '{a,b}', 'a"b\\c', ' x ', '\n'),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(element), (values) => {
      expect(read(arrayText(values) as string)).toEqual(values);
    }),
  );
});

it('numbers, bigints and booleans are bare; undefined is null', () => {
  expect(arrayText([1, -2.5, 9007199254740993n, true, false, undefined, null])).toBe(
    '{1,-2.5,9007199254740993,true,false,NULL,NULL}',
  );
  expect(arrayText([])).toBe('{}');
});

it('leaves what it does not know to the driver', () => {
  for (const value of [Buffer.from('a'), ['nested'], { a: 1 }, new Date(0)])
    expect(arrayText(['x', value])).toBeUndefined();
});
