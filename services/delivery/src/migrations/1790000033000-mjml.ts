import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The source of a mail's HTML, for whoever changes it; null where the HTML was written by hand (ADR 0039). */
export class Mjml1790000033000 implements MigrationInterface {
  readonly name = 'Mjml1790000033000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table template add column mjml text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table template drop column mjml`);
  }
}
