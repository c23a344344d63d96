import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Customers are found by any part of their name: by the pairs of neighbouring characters in it, which have an index.
 * Pairs, since two characters are a whole name in Chinese; trigrams, which PostgreSQL has an extension for, cannot tell
 * those. The name in lower case is kept beside them: to fold it costs ten times what it takes to look into it.
 */
export class NamesOfCustomers1790000011001 implements MigrationInterface {
  readonly name = 'NamesOfCustomers1790000011001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function pairs_of(name text) returns text[] language sql immutable strict parallel safe
      return array(select distinct substr(lower(name), at, 2) from generate_series(1, length(name) - 1) at order by 1)`);
    await runner.query(`
      alter table customer add column name_lower text generated always as (lower(name)) stored,
        add column name_pairs text[] generated always as (pairs_of(name)) stored`);
    await runner.query('create index customer_name on customer using gin (name_pairs)');
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
