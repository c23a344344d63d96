import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of delivery (protocol.md: Guard, fence and call; Closing and re-opening a term; Identity). */
export class DeliveryTables1767225700000 implements MigrationInterface {
  readonly name = 'DeliveryTables1767225700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table guard (
        term_id uuid primary key, closed boolean not null default false, closed_at timestamptz, business_closed_at timestamptz,
        sweep boolean not null default false
      )`);
    await runner.query(`create index guard_sweep on guard (term_id) where sweep`);
    await runner.query(`
      create table closure (
        term_id uuid not null, cause text not null, undone_by text, closed_at timestamptz, undone_at timestamptz, primary key (term_id, cause)
      )`);
    await runner.query(
      `create table tombstone (reminder_id uuid primary key, reason text not null, withdrawn_at timestamptz not null)`,
    );
    await runner.query(`
      create table message (
        id uuid primary key, customer_id uuid not null, contact_id uuid not null, recipient_id uuid not null, channel text not null,
        state text not null, reason text, template text not null, template_version integer, locale text, content_hash text, inputs jsonb,
        text_revision integer not null default 1, frozen boolean not null default false, attempts integer not null default 0,
        next_attempt_at timestamptz not null, opened_at timestamptz not null, released_at timestamptz not null,
        closes_at timestamptz not null, accepted_at timestamptz, owner_id uuid, team_id uuid
      )`);
    await runner.query(`create index message_due on message (next_attempt_at, id) where state = 'OPEN'`);
    await runner.query(`create index message_customer on message (customer_id, id)`);
    await runner.query(`
      create table dispatch (
        reminder_id uuid primary key, message_id uuid not null, term_id uuid not null, contract_id uuid not null, step text not null,
        template text not null, product text not null, last_day date not null, legal boolean not null, rungs jsonb not null,
        closes_at timestamptz not null, state text not null, reason text, outcome text, quote_version integer, ended_at timestamptz
      ) with (fillfactor = 70)`);
    await runner.query(`create index dispatch_message on dispatch (message_id)`);
    await runner.query(`create index dispatch_term on dispatch (term_id)`);
    await runner.query(`
      create table attempt (
        id uuid primary key, message_id uuid not null, n integer not null, provider text not null, idempotency_key text not null,
        state text not null, started_at timestamptz not null, ended_at timestamptz, owner uuid not null, provider_message_id text, detail text,
        looked boolean not null, text_revision integer not null, template_version integer not null, locale text not null,
        content_hash text not null, inputs jsonb not null
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
        name text not null, locale text not null, version integer not null, subject text not null, text text not null, html text not null,
        saved_at timestamptz not null, primary key (name, locale, version)
      )`);
    await runner.query(`create table process_lease (id uuid primary key, until timestamptz not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table process_lease, template, opt_out, attempt, dispatch, message, tombstone, closure, guard`,
    );
  }
}
