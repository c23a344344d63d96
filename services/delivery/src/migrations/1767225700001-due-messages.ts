import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A message that is over is due never again. The index then holds only what waits, and no condition on the state can
 * use it: with
 * statistics of a calm hour, in which next to nothing is open, the planner would walk through all open messages to find
 * a few by id.
 */
export class DueMessages1767225700001 implements MigrationInterface {
  readonly name = 'DueMessages1767225700001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index message_due`);
    await runner.query(`alter table message alter column next_attempt_at drop not null`);
    await runner.query(`update message set next_attempt_at = null where state <> 'OPEN'`);
    await runner.query(
      `alter table message add constraint message_waits check ((state = 'OPEN') = (next_attempt_at is not null))`,
    );
    await runner.query(`create index message_due on message (next_attempt_at, id) where next_attempt_at is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index message_due`);
    await runner.query(`alter table message drop constraint message_waits`);
    await runner.query(`update message set next_attempt_at = opened_at where next_attempt_at is null`);
    await runner.query(`alter table message alter column next_attempt_at set not null`);
    await runner.query(`create index message_due on message (next_attempt_at, id) where state = 'OPEN'`);
  }
}
