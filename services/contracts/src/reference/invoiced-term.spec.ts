import type { Term } from '../term/term.js';
import { invoicedTerm } from './invoiced-term.js';

const term = (id: string, start: string, lastDay: string) => ({ id, start, lastDay }) as unknown as Term;
const terms = [term('a', '2024-01-01', '2024-12-31'), term('b', '2025-01-01', '2025-12-31')];

it.each([
  ['no period: the live term', null, 'b'],
  ['its period', { start: '2024-01-01', lastDay: '2024-12-31' }, 'a'],
  ['the one that it overlaps most', { start: '2024-12-20', lastDay: '2025-12-19' }, 'b'],
  ['none', { start: '2030-01-01', lastDay: '2030-12-31' }, undefined],
])('an invoice is for %s', (_name, stated, id) => {
  expect(invoicedTerm(terms, stated)?.id).toBe(id);
});
