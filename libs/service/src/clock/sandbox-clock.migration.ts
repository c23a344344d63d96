import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a service keeps its sandbox clock over restarts; without rows in production. */
export class SandboxClock1767225600002 implements MigrationInterface {
  readonly name = 'SandboxClock1767225600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table sandbox_clock (name text primary key, now timestamptz not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table sandbox_clock`);
  }
}
