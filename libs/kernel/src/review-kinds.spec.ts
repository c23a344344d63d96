import { readFileSync } from 'node:fs';
import { REVIEW_KINDS } from './review-kinds.js';

const page = readFileSync(new URL('../../../docs/reviews.md', import.meta.url), 'utf8');

test('chapter 7: docs/reviews.md names every kind of review and says what to do about it, and no other', () => {
  const documented = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, kind, text]) => [kind, text]);
  expect(Object.fromEntries(documented)).toEqual(REVIEW_KINDS);
  expect(documented).toHaveLength(Object.keys(REVIEW_KINDS).length);
});
