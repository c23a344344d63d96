import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(new URL('../../../../docs/reasons.md', import.meta.url), 'utf8');
const documented = new Set([...page.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, reason]) => reason));
const textOf = (folder: string): string =>
  readdirSync(join(src, folder))
    .filter((name) => name.endsWith('.ts') && !name.includes('.spec.'))
    .map((name) => readFileSync(join(src, folder, name), 'utf8'))
    .join('\n');

/** Where the code names a reason: `reason: 'X'`, `nothing('X')`, `none: 'X'`, and the unions of releases. */
const PATTERNS = [
  /\breason: '([A-Z_]+)'/g,
  /\bnothing\('([A-Z_]+)'/g,
  /\bnone: '([A-Z_]+)'/g,
  /(?:HoldReason|SkipReason) = ([^;]+);/g,
  /\breason: '([A-Z_]+)' \| /g,
  /\): '([A-Z_]+)' \| '([A-Z_]+)' \| null/g,
  /\? '([A-Z_]+)' : '([A-Z_]+)'/g,
];
const OTHER = new Set([
  'CONTACT',
  'INTERNAL',
  'CUSTOMER',
  'SUPPRESSED',
  'SUPERSEDED',
  'OPT_OUT',
  'BOUNCE',
  'DONE',
  'HELD',
]);

test('every reason of planning and release stands in docs/reasons.md (explained)', () => {
  const code = `${textOf('plan')}\n${textOf('release')}`;
  const used = PATTERNS.flatMap((pattern) => [...code.matchAll(pattern)])
    .flatMap((match) => match.slice(1).flatMap((group) => [...(group ?? '').matchAll(/[A-Z][A-Z_]{2,}/g)]))
    .map(([reason]) => reason)
    .filter((reason) => !OTHER.has(reason));
  expect(used.length).toBeGreaterThan(20);
  expect([...new Set(used)].filter((reason) => !documented.has(reason) && reason !== 'NO_PRICE')).toEqual([]);
});
