import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What `review` held goes to `review_row`. The old table and its archive stay: builds of 0.2.0 that still run write to
 * them, and what they note in that time is noted again when the term is planned next.
 */
export class ReviewsMove1790000002001 implements MigrationInterface {
  readonly name = 'ReviewsMove1790000002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `insert into review_row (review_id, kind, subject_kind, subject_id, term_id, contract_id, customer_id, owner_id,
         team_id, detail, noted_at)
       select gen_random_uuid(),
         case r.reason when 'TRIES_USED' then 'tries_used' when 'NO_OPENING' then 'no_opening' else 'no_addressee' end,
         'step', r.term_id || '/' || r.subject, r.term_id, t.contract_id, t.customer_id, t.owner_id, t.team_id,
         r.subject || ': ' || r.reason, r.noted_at
       from review r left join term t on t.term_id = r.term_id on conflict do nothing`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
