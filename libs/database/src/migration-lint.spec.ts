import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lintMigration } from './migration-lint.js';
import { forwardPart } from './migration-text.js';

const rules = (text: string) => lintMigration(text).map(({ rule, line }) => `${line} ${rule}`);

test.each([
  ['drop table term', '1 drop'],
  ['DROP\n  TABLE IF EXISTS term', '1 drop'],
  ['alter table term drop column zone', '1 drop'],
  ['alter table term drop zone', '1 drop'],
  ['alter table term\n  add note text,\n  drop if exists zone', '3 drop'],
  ['drop schema old cascade', '1 drop'],
  ["await queryRunner.dropColumn('term', 'zone');", '1 drop'],
  ['alter table term rename to period', '1 rename'],
  ['alter table term rename column zone to tz', '1 rename'],
  ['alter table term rename zone to tz', '1 rename'],
  ["await runner.renameTable('a', 'b')", '1 rename'],
  ['alter table term alter column amount type numeric', '1 alter-type'],
  ['alter table term alter "amount" set data type numeric', '1 alter-type'],
  ["runner.changeColumn('term', 'a', column)", '1 alter-type'],
  ['alter table term add column tier text not null', '1 not-null-without-default'],
  ['alter table only "app"."term" add tier numeric(10, 2) not null', '1 not-null-without-default'],
  ['alter table term add a int default 0, add b int\n not null', '1 not-null-without-default'],
  ['alter table term alter column tier set not null', '1 not-null-without-default'],
])('refuses: %s', (text, finding) => {
  expect(rules(text)).toEqual([finding]);
});

test.each([
  'create table term (id uuid primary key, zone text not null)',
  "alter table term add column tier text not null default 'standard'",
  'alter table term add column tier text',
  'alter table term add column size int not null generated always as (1) stored',
  'alter table term add constraint term_zone check (zone is not null)',
  'alter table term alter column tier drop not null, alter column zone drop default',
  'alter table term drop constraint term_zone',
  'create index term_end on term (last_day); drop index old_index',
  "alter type state add value 'LAPSED'",
  '-- drop table term\n/* rename to x */ select 1',
])('accepts: %s', (text) => {
  expect(rules(text)).toEqual([]);
});

test('an exception needs the rule and a reason, on the line itself', () => {
  expect(rules('drop table draft -- lint:allow drop because it was never released')).toEqual([]);
  expect(rules('drop table draft -- lint:allow drop because')).toEqual(['1 drop']);
  expect(rules('drop table draft -- lint:allow rename because it was never released')).toEqual(['1 drop']);
  expect(rules('-- lint:allow drop because it was never released\ndrop table draft')).toEqual(['2 drop']);
});

test('only the way forward counts', () => {
  const source =
    'class A {\n async up(r) {\n  await r.query(`alter table a drop b`);\n }\n async down(r) {\n  await r.query(`drop table a`);\n }\n}';
  expect(rules(forwardPart(source))).toEqual(['3 drop']);
});

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const filesOf = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))) : [];
const children = (folder: string): string[] => readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name));
const isMigration = (file: string): boolean =>
  /\.ts$/.test(file) &&
  !/\.spec\.ts$/.test(file) &&
  (file.includes(`${sep}migrations${sep}`) || file.endsWith('.migration.ts'));

const homes = [...children('libs'), ...children('services')].map((home) => ({
  home: relative(ROOT, home),
  migrations: [join(home, 'migrations'), join(home, 'src')].flatMap(filesOf).filter(isMigration),
  ownsTables: existsSync(join(home, 'schema.sql')),
}));

test('every migration of this repository can be rolled out beside the version before it', () => {
  const found = homes
    .flatMap(({ migrations }) => migrations)
    .flatMap((file) =>
      lintMigration(forwardPart(readFileSync(file, 'utf8'))).map(
        ({ rule, line, text }) => `${relative(ROOT, file)}:${line} ${rule}: ${text}`,
      ),
    );
  expect(found).toEqual([]);
});

test('the search found the migrations of whoever owns tables', () => {
  expect(homes.map(({ home }) => home)).toEqual(
    expect.arrayContaining([join('libs', 'events'), join('services', 'contracts')]),
  );
  expect(
    homes.filter(({ ownsTables, migrations }) => ownsTables && migrations.length === 0).map(({ home }) => home),
  ).toEqual([]);
});
