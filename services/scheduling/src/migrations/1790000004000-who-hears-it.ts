import { archiveView } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who hears it, and when (ADR 0026): channels of contacts, opt-outs and bounces, holds, what a term was planned by,
 * what a reminder told, and what of a recipient's sends counts as one.
 */
export class WhoHearsIt1790000004000 implements MigrationInterface {
  readonly name = 'WhoHearsIt1790000004000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

/** Columns of archived tables: rows that were archived before come back with null in them. */
const REMINDER = ['weekend integer[]', 'last_step boolean', 'corrects_last_day date'];
const SEND = ['customer_id uuid', 'channel_plan text', 'local_day date', 'cap_exempt boolean'];

const addColumns = (table: string, columns: readonly string[]): string[] =>
  [table, `${table}_archive`].flatMap((name) => columns.map((column) => `alter table ${name} add column ${column}`));

const STATEMENTS: readonly string[] = [
  `alter table contact add column channels text[] not null default '{}'`,
  `create index contact_recipient on contact (recipient_id)`,
  `alter table customer add column holds jsonb not null default '[]'`,
  `alter table contract add column holds jsonb not null default '[]'`,
  `alter table term add column holds jsonb not null default '[]'`,
  `alter table term add column grace_from date`,
  `alter table term add column reporting_currency text not null default ''`,
  `alter table term add column reporting_minor bigint`,
  `alter table term add column held_from timestamptz`,
  `alter table term add column held_to timestamptz`,
  `alter table term add column reopened_at timestamptz`,
  `alter table term add column policy text`,
  `alter table term add column policy_version integer`,
  `alter table term add column steps_since jsonb`,
  `alter table term add column restate_asked_at timestamptz`,
  `create table opt_out (
    recipient_id uuid not null,
    channel text not null,
    customer_id uuid not null,
    opted_out boolean not null,
    changed_at timestamptz not null,
    constraint opt_out_pk primary key (recipient_id, channel, customer_id)
  )`,
  `create table bounce (
    recipient_id uuid not null,
    channel text not null,
    bounced boolean not null,
    changed_at timestamptz not null,
    constraint bounce_pk primary key (recipient_id, channel)
  )`,
  ...addColumns('reminder', REMINDER),
  archiveView('reminder'),
  `create index reminder_list on reminder (due_at, reminder_id)`,
  `create index reminder_state on reminder (state, due_at, reminder_id)`,
  `create index reminder_archive_list on reminder_archive (due_at, reminder_id)`,
  `create index reminder_archive_state on reminder_archive (state, due_at, reminder_id)`,
  `create index review_row_finished on review_row (term_id) where done_at is not null`,
  ...addColumns('send', SEND),
  archiveView('send'),
];
