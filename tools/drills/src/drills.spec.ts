import { readFileSync } from 'node:fs';
import { DRILLS } from './drills.js';

test('docs/operations.md names every drill, and none that there is not', () => {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const [, table = ''] = /\| fault \| drills \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(page) ?? [];
  const named = [...table.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(DRILLS.map(({ name }) => name).sort());
});

test('what a drill of channels is there for is a requirement (C-09, C-10, L-04, L-05, R-20, A-05)', () => {
  for (const { about, needs } of DRILLS)
    if (needs?.provider === 'channels') expect(about).toMatch(/\((?:(?:C|L|R|A)-\d\d(?:, )?)+\)$/);
});
