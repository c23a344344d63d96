import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultsOf, partsOf, readWords, type Name } from './words.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const text = (file: string): string => readFileSync(`${ROOT}/${file}`, 'utf8');

/** Words that mean here what they mean everywhere: of the language, of technique, of what a call does. */
const PLAIN = new Set(
  [
    'add cancel change clear close end failed find finish get issued list pay place planned record refused request resolve resolved response reverse save take',
    'ended opened closed due expired expiring lapsed cancelled changed renewed reopened reversed withdrawn reopen',
    'address by csv erp kind money row service state status violation role',
    'api boot calendar config consumer database embedded eslint gen grpc http kafka kernel lib log migration openapi page',
    'postgre proto rule run schema smtp standalone console system test testing tool transport email process processe switche',
  ].flatMap((line) => line.split(' ')),
);

/** Folders that hold something: git leaves an empty one behind where everything was moved away. */
const foldersOf = (path: string): string[] =>
  readdirSync(`${ROOT}/${path}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['dist', 'node_modules'].includes(entry.name))
    .map(({ name }) => name)
    .filter((name) => readdirSync(`${ROOT}/${path}/${name}`).length > 0);

/** What a pattern finds in files, without the suffixes of calls. */
function found(files: readonly string[], pattern: RegExp): Name[] {
  return files.flatMap((at) =>
    [...text(at).matchAll(pattern)].map(([, name = '']) => ({ name: name.replace(/(Request|Response)$/, ''), at })),
  );
}

/** Tables, messages of proto, and folders. */
function names(): Name[] {
  const protos = readdirSync(`${ROOT}/proto`, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.proto$/.test(file),
  );
  const schemas = foldersOf('services').map((name) => `services/${name}/schema.sql`);
  const rooms = ['services', 'libs'].flatMap((room) => foldersOf(room).map((name) => `${room}/${name}/src`));
  const folders = ['services', 'libs', 'tools', ...rooms].flatMap((at) => foldersOf(at).map((name) => ({ name, at })));
  return [
    ...found(
      schemas.filter((file) => existsSync(`${ROOT}/${file}`)),
      /^create table (\w+)/gm,
    ),
    ...found(
      protos.map((file) => `proto/${file}`),
      /^(?:message|enum|service) (\w+)/gm,
    ),
    ...folders,
  ];
}

test('every word of a table, a message and a folder has its row, and no alias is used', () => {
  const all = names();
  expect(all.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['relay_lease', 'ReminderDue', 'sending', 'drills']),
  );
  expect(faultsOf(all, readWords(text('docs/words.md')), PLAIN)).toEqual([]);
});

test('a word without a row is found, and one that a row replaces', () => {
  const words = readWords(
    '| word | meaning | not |\n|---|---|---|\n| Due work, Opt-out | what is due | job, time travel |\n',
  );
  const faults = (name: string): string[] => faultsOf([{ name, at: 'here' }], words, new Set(['list']));
  expect(faults('ListOptOuts')).toEqual([]);
  expect(faults('due_rows')).toEqual(['here: due_rows holds row, which has no row in docs/words.md']);
  expect(faults('jobs')).toEqual(['here: jobs holds job, which docs/words.md says in another word']);
  expect(faults('travel')).toEqual(['here: travel holds travel, which has no row in docs/words.md']);
});

test('a name falls into words in the singular', () => {
  expect(partsOf('source_ref')).toEqual(['source', 'ref']);
  expect(partsOf('ListPoliciesRequest')).toEqual(['list', 'policy', 'request']);
  expect(partsOf('dead-letters')).toEqual(['dead', 'letter']);
  expect(partsOf('SyncStatus')).toEqual(['sync', 'status']);
});
