import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A record without a version is compared by its content: what was said under which version, and who counted it. */
export class ContentOfSources1790000006001 implements MigrationInterface {
  readonly name = 'ContentOfSources1790000006001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table source_ref add column counted boolean not null default false, add column content bytea,
         add column content_version bigint`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
