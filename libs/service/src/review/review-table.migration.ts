import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person must look at, in the same shape in every service (docs/decisions/0024-portfolio.md). */
export class ReviewTable1790000002000 implements MigrationInterface {
  readonly name = 'ReviewTable1790000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table review_row (
        review_id uuid primary key, kind text not null, subject_kind text not null, subject_id text not null,
        customer_id uuid, contract_id uuid, term_id uuid, owner_id uuid, team_id uuid, detail text not null,
        noted_at timestamptz not null, done_by text, done_at timestamptz,
        constraint review_row_done check ((done_by is null) = (done_at is null))
      );
      create unique index review_row_open on review_row (kind, subject_kind, subject_id) where done_at is null;
      create index review_row_noted_open on review_row (noted_at, review_id) where done_at is null;
      create index review_row_noted on review_row (noted_at, review_id);
      create index review_row_customer on review_row (customer_id, noted_at, review_id);
      create index review_row_owner on review_row (owner_id, noted_at, review_id) where done_at is null;
      create index review_row_term on review_row (term_id) where done_at is null;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table review_row');
  }
}
