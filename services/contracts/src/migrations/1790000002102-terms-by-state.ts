import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Terms of a state, by last day: most are RENEWED, and a list of the others read all of them. */
export class TermsByState1790000002102 implements MigrationInterface {
  readonly name = 'TermsByState1790000002102';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index term_state_day on term (state, last_day, term_id)');
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
