import { freshness, nextVersion, type SourceReference } from './source-reference.js';

const known = (more: Partial<SourceReference>): SourceReference => ({
  kind: 'customer',
  system: 'csv',
  sourceId: 'x',
  version: 1n,
  entityId: 'e',
  counted: false,
  content: 'a',
  ...more,
});
const bare = (content: string) => ({ version: 1n, unversioned: true, content });

describe('whether a record is news (K03, in-order)', () => {
  it.each<[string, SourceReference | undefined, Parameters<typeof freshness>[1], string, bigint]>([
    ['the first record', undefined, { version: 7n, content: 'a' }, 'TAKEN', 7n],
    ['the first record without a version', undefined, bare('a'), 'TAKEN', 1n],
    ['a newer version', known({ version: 3n }), { version: 4n, content: 'b' }, 'TAKEN', 4n],
    ['the same version', known({ version: 3n }), { version: 3n, content: 'b' }, 'UNCHANGED', 3n],
    ['an older version', known({ version: 3n }), { version: 2n, content: 'b' }, 'STALE', 2n],
    ['the same content without a version', known({ version: 3n, counted: true }), bare('a'), 'UNCHANGED', 4n],
    ['other content without a version', known({ version: 3n, counted: true }), bare('b'), 'TAKEN', 4n],
    ['other content beside a stated version', known({ version: 3n }), bare('b'), 'UNORDERED', 4n],
    ['the same content beside a stated version', known({ version: 3n }), bare('a'), 'UNCHANGED', 4n],
    ['content beside what an older build took', known({ content: null }), bare('b'), 'TAKEN', 2n],
    ['content beside a later one of an older build', known({ version: 2n, content: null }), bare('b'), 'UNORDERED', 3n],
    ['a stated version after counted ones', known({ version: 9n, counted: true }), { version: 1n }, 'TAKEN', 1n],
  ])('%s', (_what, before, word, expected, version) => {
    expect([freshness(before, word), nextVersion(before, word)]).toEqual([expected, version]);
  });
});
