import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which records a group has set aside. Not in the inbox: what cannot be read has no id and no time, and a replay may
 * come after years.
 */
export class DeadLetterTable1767225600003 implements MigrationInterface {
  readonly name = 'DeadLetterTable1767225600003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table dead_letter (
        grp text not null,
        topic text not null,
        partition integer not null,
        "offset" bigint not null,
        digest text not null,
        kept_at timestamptz not null default clock_timestamp(),
        primary key (grp, topic, partition, "offset", digest)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table dead_letter`);
  }
}
