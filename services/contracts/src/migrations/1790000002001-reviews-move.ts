import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What `review` held goes to `review_row`. The old table stays: builds of 0.2.0 that still run write to it, and what
 * they note in that time is noted again by whoever looks at the same row next.
 */
export class ReviewsMove1790000002001 implements MigrationInterface {
  readonly name = 'ReviewsMove1790000002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `insert into review_row (review_id, kind, subject_kind, subject_id, term_id, detail, noted_at)
       select gen_random_uuid(), reason, subject_kind, subject_id::text,
         case when subject_kind = 'term' then subject_id end, detail, noted_at
       from review on conflict do nothing`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
