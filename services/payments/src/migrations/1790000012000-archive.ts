import { archiveTable } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Quotes and payments of terms that ended long ago leave (docs/decisions/0030-archive-of-money.md). Their gateway event
 * ids stay in headstone_event for ever, so that a repeat is known as one.
 */
export class Archive1790000012000 implements MigrationInterface {
  name = 'Archive1790000012000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table term add column ended_on date, add column archived_on date, add column moving_since xid8`,
    );
    await runner.query(`create index term_ended on term (coalesce(ended_on, last_day), term_id)
      where archived_on is null and state in ('RENEWED', 'CANCELLED', 'LAPSED')`);
    await runner.query(`create index term_moving on term (term_id) where moving_since is not null`);
    await runner.query(`
      create table headstone_event (
        gateway text not null,
        gateway_event_id text not null,
        payment_id uuid not null,
        constraint headstone_event_pk primary key (gateway, gateway_event_id)
      )`);
    // A build without an archive that still runs beside this one would take archived money for missing.
    await runner.query(`create table archive_due (since timestamptz not null)`);
    await runner.query(
      `insert into archive_due select clock_timestamp() + interval '1 day' where exists (select from term)`,
    );
    for (const statement of [
      ...archiveTable('payment', ['payment_id', 'term_id', 'customer_id, payment_id']),
      ...archiveTable('quote', ['quote_id', 'term_id']),
    ])
      await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
