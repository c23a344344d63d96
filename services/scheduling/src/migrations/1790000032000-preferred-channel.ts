import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The channel on which a contact wants to hear (docs/decisions/0038-mail-over-ses-and-mailchimp.md). */
export class PreferredChannel1790000032000 implements MigrationInterface {
  readonly name = 'PreferredChannel1790000032000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table contact add column preferred text');
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
