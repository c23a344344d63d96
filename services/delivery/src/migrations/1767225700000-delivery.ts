import { archiveTable } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of delivery (protocol.md: Identity; Guard, fence and call; Closing and re-opening a term). */
export class Delivery1767225700000 implements MigrationInterface {
  readonly name = 'Delivery1767225700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table guard (
        term_id uuid primary key, closed boolean not null default false, closed_at timestamptz,
        ended_on date, sweep boolean not null default false, archived_on date, moving_since xid8
      )`);
    await runner.query(`create index guard_sweep on guard (term_id) where sweep`);
    await runner.query(
      `create index guard_ended on guard (ended_on) where ended_on is not null and archived_on is null`,
    );
    await runner.query(`create index guard_moving on guard (term_id) where moving_since is not null`);
    await runner.query(`
      create table closure (
        term_id uuid not null, cause text not null, undone_by text, closed_at timestamptz, undone_at timestamptz,
        primary key (term_id, cause)
      )`);
    await runner.query(
      `create table tombstone (reminder_id uuid primary key, reason text not null, withdrawn_at timestamptz not null)`,
    );
    await runner.query(`
      create table message (
        message_id uuid primary key, customer_id uuid not null,
        addressee_kind text not null constraint message_addressee check (addressee_kind in ('CONTACT', 'OWNER')),
        addressee_id uuid not null, recipient_id uuid not null, channel text not null,
        state text not null constraint message_state check (
          state in ('OPEN', 'ACCEPTED', 'REFUSED', 'FAILED', 'EXPIRED', 'UNCERTAIN', 'DROPPED')),
        reason text, template text not null, template_version integer, locale text, content_hash text, inputs jsonb,
        text_revision integer not null default 1, frozen boolean not null default false,
        retries integer not null default 0, next_attempt_at timestamptz, opened_at timestamptz not null,
        released_at timestamptz not null, window_closes_at timestamptz not null, accepted_at timestamptz,
        owner_id uuid, team_id uuid,
        constraint message_waits check ((state = 'OPEN') = (next_attempt_at is not null))
      )`);
    // A message that is over is due never again, and the index holds only what waits. No condition on the state may use
    // it: with statistics of a calm hour the planner would walk through all open messages to find a few by id (ADR
    // 0014).
    await runner.query(
      `create index message_due on message (channel, next_attempt_at, message_id) where next_attempt_at is not null`,
    );
    await runner.query(`create index message_customer on message (customer_id, message_id)`);
    await runner.query(`
      create table dispatch (
        reminder_id uuid not null, rung integer not null, message_id uuid not null, term_id uuid not null,
        contract_id uuid not null, step text not null, template text not null, product text not null,
        last_day date not null, legal boolean not null, rungs jsonb not null, window_closes_at timestamptz not null,
        state text not null constraint dispatch_state check (
          state in ('RIDING', 'SENT', 'DROPPED', 'FAILED', 'UNCERTAIN')),
        reason text, quote_version integer, ended_at timestamptz,
        primary key (reminder_id, rung)
      ) with (fillfactor = 70)`);
    await runner.query(`create index dispatch_message on dispatch (message_id)`);
    await runner.query(`create index dispatch_term on dispatch (term_id)`);
    await runner.query(`
      create table outcome (
        reminder_id uuid primary key, rung integer not null,
        state text not null constraint outcome_state check (state in ('SENT', 'SKIPPED', 'SUPPRESSED', 'SUPERSEDED')),
        reason text,
        retry text not null constraint outcome_retry check (
          retry in ('NEVER', 'NEXT_OPENING', 'OTHER_ADDRESS', 'WAIT_FOR_TERM')),
        answered_at timestamptz not null
      )`);
    await runner.query(`
      create table attempt (
        attempt_id uuid primary key, message_id uuid not null, n integer not null, provider text not null,
        endpoint text not null, lookup boolean not null, idempotent boolean not null, idempotency_key text not null,
        state text not null constraint attempt_state check (
          state in ('CALLING', 'ACCEPTED', 'REFUSED', 'LATER', 'PROVIDER_AT_FAULT', 'EXPIRED', 'AMBIGUOUS')),
        started_at timestamptz not null, ended_at timestamptz, process_id uuid not null, provider_message_id text,
        detail text, looked boolean not null, text_revision integer not null, template_version integer not null,
        locale text not null, content_hash text not null, inputs jsonb not null
      )`);
    await runner.query(`create unique index attempt_calling on attempt (message_id) where state = 'CALLING'`);
    await runner.query(`create index attempt_message on attempt (message_id)`);
    await runner.query(`
      create table opt_out (
        address_hmac text not null, channel text not null, recipient_id uuid not null, customer_id uuid not null,
        opted_out_at timestamptz not null, undone_at timestamptz, primary key (address_hmac, channel)
      )`);
    await runner.query(`
      create table template (
        name text not null, channel text not null, locale text not null, version integer not null,
        subject text not null, text text not null, html text not null, saved_at timestamptz not null,
        primary key (name, channel, locale, version)
      )`);
    await runner.query(`create table process_lease (process_id uuid primary key, until timestamptz not null)`);
    for (const statement of [
      ...archiveTable('message', ['message_id', 'customer_id, message_id']),
      ...archiveTable('dispatch', ['message_id', 'term_id']),
      ...archiveTable('outcome', ['reminder_id']),
      ...archiveTable('attempt', ['message_id']),
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop view attempt_all, outcome_all, dispatch_all, message_all`);
    await runner.query(`drop table attempt_archive, outcome_archive, dispatch_archive, message_archive`);
    await runner.query(
      `drop table process_lease, template, opt_out, attempt, outcome, dispatch, message, tombstone, closure, guard`,
    );
  }
}
