import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { Database } from './database.js';
import { checkedValues, schemaText } from './schema-text.js';

let home: TestDatabase;
let database: Database;
beforeAll(async () => {
  home = await createTestDatabase('schema_text');
  database = new Database({ url: home.url, applicationName: 'schema', poolSize: 4, onPoolError: () => undefined });
  await database.query(`
    create extension btree_gist;
    create table stay (
      stay_id uuid primary key,
      room int not null,
      nights daterange not null,
      state text not null default 'BOOKED',
      note text,
      length int generated always as (upper(nights) - lower(nights)) stored,
      constraint stay_state check (state in ('BOOKED', 'GONE')),
      constraint stay_note check (note is null or state = 'GONE'),
      constraint stay_apart exclude using gist (room with =, nights with &&) where (state = 'BOOKED') deferrable
    );
    create unique index stay_note_once on stay (lower(note)) where note is not null;
    create table visit (day date not null, n bigint generated always as identity) partition by range (day);
    create table visit_2024 partition of visit for values from ('2024-01-01') to ('2025-01-01');
    create view gone as select stay_id from stay where state = 'GONE';
    create function twice(n int) returns int language sql as 'select 2 * n'`);
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

test('writes every rule of a schema and no partition', async () => {
  const text = await schemaText(database);
  expect(text.split('\n\n').map((part) => part.split('\n')[0])).toEqual([
    'create extension btree_gist;',
    'create table stay (',
    'create table visit (',
    'create view gone as',
    'CREATE OR REPLACE FUNCTION public.twice(n integer)',
  ]);
  for (const rule of [
    "  state text not null default 'BOOKED'::text,",
    '  length integer generated always as ((upper(nights) - lower(nights))),',
    '  constraint stay_pkey PRIMARY KEY (stay_id),',
    "  constraint stay_apart EXCLUDE USING gist (room WITH =, nights WITH &&) WHERE (state = 'BOOKED'::text) DEFERRABLE,",
    'CREATE UNIQUE INDEX stay_note_once ON public.stay USING btree (lower(note)) WHERE (note IS NOT NULL);',
    '  n bigint not null generated always as identity',
    ') partition by RANGE (day);',
  ])
    expect(text).toContain(rule);
  expect(text).not.toContain('visit_2024');
  expect(await schemaText(database)).toBe(text);
});

test('a change that an entity would not have seen changes the text', async () => {
  const before = await schemaText(database);
  await database.query('alter table stay drop constraint stay_note');
  expect(await schemaText(database)).not.toBe(before);
});

test('the values of a column are those of its own check alone', async () => {
  expect(await checkedValues(database, 'stay', 'state')).toEqual(['BOOKED', 'GONE']);
  expect(await checkedValues(database, 'stay', 'note')).toEqual([]);
});
