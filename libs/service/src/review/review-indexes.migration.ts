import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of a kind with what was done, and what was done long ago, are found without reading all reviews. */
export class ReviewIndexes1790000002100 implements MigrationInterface {
  readonly name = 'ReviewIndexes1790000002100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index review_row_kind on review_row (kind, noted_at, review_id);
      create index review_row_done_at on review_row (done_at) where done_at is not null;`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
