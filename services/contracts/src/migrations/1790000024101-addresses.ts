import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds contacts by number and by user id: a reply names nothing else (docs/decisions/0035-evidence.md). */
export class Addresses1790000024101 implements MigrationInterface {
  readonly name = 'Addresses1790000024101';

  async up(runner: QueryRunner): Promise<void> {
    for (const kind of ['phone', 'wecom'])
      await runner.query(`create index contact_${kind} on contact (${kind}_hmac) where ${kind}_hmac is not null`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
