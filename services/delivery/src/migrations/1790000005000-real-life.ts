import { archiveView } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What messages to real customers need (ADR 0027): purposes and texts of riders, opt-outs for one customer, bounces,
 * retired texts, and an index for lists by state. Every new column may be left out: a build of 0.2.0 runs beside this.
 */
export class RealLife1790000005000 implements MigrationInterface {
  readonly name = 'RealLife1790000005000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['dispatch', 'dispatch_archive'])
      await runner.query(
        `alter table ${table} add column purpose text, add column last_step boolean not null default false,
           add column corrects_last_day date`,
      );
    for (const table of ['message', 'message_archive', 'attempt', 'attempt_archive'])
      await runner.query(`alter table ${table} add column texts jsonb`);
    for (const table of ['dispatch', 'message', 'attempt']) await runner.query(archiveView(table));
    await runner.query(`alter table template add column retired_at timestamptz`);
    // opt_out stays what it was: for every customer at the address. A build of 0.2.0 knows no other.
    await runner.query(`
      create table customer_opt_out (
        address_hmac text not null, channel text not null, customer_id uuid not null, recipient_id uuid not null,
        opted_out_at timestamptz not null, undone_at timestamptz, primary key (address_hmac, channel, customer_id)
      )`);
    await runner.query(`
      create table bounce (
        address_hmac text not null, channel text not null, recipient_id uuid not null, customer_id uuid not null,
        reason text not null, bounced_at timestamptz not null, cleared_at timestamptz,
        primary key (address_hmac, channel)
      )`);
    // Only a list names lower(state): an index on the state itself would tempt the planner away from ids (ADR 0014).
    for (const table of ['message', 'message_archive'])
      await runner.query(`create index ${table}_listed on ${table} (lower(state), message_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop view dispatch_all, message_all, attempt_all`);
    await runner.query(`drop table bounce, customer_opt_out`);
    await runner.query(`alter table template drop column retired_at`);
    for (const table of ['message', 'message_archive', 'attempt', 'attempt_archive'])
      await runner.query(`alter table ${table} drop column texts`);
    for (const table of ['dispatch', 'dispatch_archive'])
      await runner.query(
        `alter table ${table} drop column purpose, drop column last_step, drop column corrects_last_day`,
      );
    for (const table of ['message', 'message_archive']) await runner.query(`drop index if exists ${table}_listed`);
    for (const table of ['dispatch', 'message', 'attempt']) await runner.query(archiveView(table));
  }
}
