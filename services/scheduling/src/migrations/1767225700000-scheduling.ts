import { archiveTable } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Everything of scheduling: replicas, policies, reminders with their ledger, and the sends that count towards caps. */
export class Scheduling1767225700000 implements MigrationInterface {
  readonly name = 'Scheduling1767225700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

/** Fill factors leave room on the page for the updates that every row of that table gets, which then touch no index. */
const STATEMENTS: readonly string[] = [
  `create table customer (
    customer_id uuid not null,
    version integer not null,
    tier text not null,
    country text not null,
    zone text not null,
    locale text not null,
    owner_id uuid,
    team_id uuid,
    active boolean not null,
    since date,
    constraint customer_pk primary key (customer_id)
  )`,
  `create table contact (
    contact_id uuid not null,
    customer_id uuid not null,
    recipient_id uuid,
    roles text[] not null,
    zone text not null,
    locale text not null,
    active boolean not null,
    constraint contact_pk primary key (contact_id)
  )`,
  `create index contact_customer on contact (customer_id)`,
  `create table owner (
    owner_id uuid not null,
    version integer not null,
    role text not null,
    team_id uuid,
    manager_id uuid,
    recipient_id uuid,
    channels text[] not null,
    zone text not null,
    locale text not null,
    active boolean not null,
    constraint owner_pk primary key (owner_id)
  )`,
  `create table template (
    name text not null,
    channel text not null,
    constraint template_pk primary key (name, channel)
  )`,
  `create table recipient (
    recipient_id uuid not null,
    constraint recipient_pk primary key (recipient_id)
  )`,
  `create table contract (
    contract_id uuid not null,
    customer_id uuid not null,
    version integer not null,
    product text not null,
    product_type text not null,
    period_months integer not null,
    auto_renew boolean not null,
    trial boolean not null,
    seats integer not null,
    owner_id uuid,
    team_id uuid,
    constraint contract_pk primary key (contract_id)
  )`,
  `create table term (
    term_id uuid not null,
    contract_id uuid,
    customer_id uuid,
    number integer,
    start date,
    last_day date,
    zone text,
    currency text,
    amount_minor bigint,
    state text,
    version integer not null default 0,
    owner_id uuid,
    team_id uuid,
    expiring boolean not null default false,
    closed boolean not null default false,
    plan_due boolean not null default false,
    decision_seq integer not null default 0,
    decision_hash text not null default '',
    plan_hash text not null default '',
    waiting_since timestamptz,
    set_aside_reason text,
    ended_on date,
    archived_on date,
    moving boolean not null default false,
    constraint term_state_known check (state in ('OPEN', 'RENEWED', 'CANCELLED', 'EXPIRED', 'LAPSED')),
    constraint term_pk primary key (term_id)
  ) with (fillfactor = 50)`,
  `create index term_customer on term (customer_id)`,
  `create index term_contract on term (contract_id)`,
  `create index term_plan_due on term (term_id) where plan_due`,
  `create index term_ended on term (ended_on) where ended_on is not null and archived_on is null`,
  `create index term_moving on term (term_id) where moving`,
  `create index term_waiting on term (waiting_since) where waiting_since is not null`,
  `create table closure (
    term_id uuid not null,
    cause text not null,
    undone_by text,
    closed_at timestamptz not null,
    constraint closure_pk primary key (term_id, cause)
  )`,
  `create table policy (
    name text not null,
    version integer not null,
    document text not null,
    compiled jsonb not null,
    active boolean not null,
    saved_at timestamptz not null,
    marked boolean not null,
    marked_to uuid,
    constraint policy_pk primary key (name, version)
  )`,
  `create unique index policy_active on policy (name) where active`,
  `create table reminder (
    reminder_id uuid not null,
    term_id uuid not null,
    contract_id uuid not null,
    customer_id uuid not null,
    addressee_kind text not null,
    addressee_id uuid not null,
    recipient_id uuid not null,
    step text not null,
    node integer not null,
    node_date date not null,
    audience text not null,
    track integer not null,
    escalation integer not null,
    occurrence integer not null,
    state text not null,
    waiting boolean not null default true,
    reason text not null default '',
    rungs jsonb not null,
    legal boolean not null,
    zone text not null,
    window_from integer not null,
    window_to integer not null,
    window_days text not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    due_at timestamptz not null,
    policy text not null,
    policy_version integer not null,
    planned_at timestamptz not null,
    message_id uuid,
    released_at timestamptz,
    withdrawn_at timestamptz,
    sent_at timestamptz,
    ended_at timestamptz,
    retry text,
    constraint reminder_pk primary key (reminder_id),
    constraint reminder_state_known check (
      state in ('PLANNED', 'HELD', 'RELEASED', 'SENT', 'SKIPPED', 'SUPPRESSED', 'SUPERSEDED', 'FAILED')),
    constraint reminder_retry_known check (retry in ('NEVER', 'NEXT_OPENING', 'OTHER_ADDRESS', 'WAIT_FOR_TERM')),
    constraint reminder_waits check (waiting = (state in ('PLANNED', 'HELD')))
  ) with (fillfactor = 70)`,
  `create index reminder_message on reminder (message_id) where message_id is not null`,
  `create index reminder_customer on reminder (customer_id, due_at, reminder_id)`,
  `create index reminder_waiting on reminder (recipient_id, due_at) where waiting`,
  `create index reminder_due on reminder (due_at) where waiting`,
  `create index reminder_term on reminder (term_id)`,
  `create table send (
    message_id uuid not null,
    recipient_id uuid not null,
    audience text not null,
    at timestamptz not null,
    accepted_at timestamptz,
    legal boolean not null,
    counts boolean not null,
    constraint send_pk primary key (message_id)
  ) with (fillfactor = 70)`,
  `create index send_recipient on send (recipient_id, at) where counts`,
  `create table review (
    term_id uuid not null,
    subject text not null,
    reason text not null,
    noted_at timestamptz not null,
    constraint review_pk primary key (term_id, subject, reason)
  )`,
  `create table decision (
    term_id uuid not null,
    seq integer not null,
    prev_hash text not null,
    hash text not null,
    kind text not null,
    reminder_id uuid,
    reason text not null,
    decided_at timestamptz not null,
    facts text not null,
    constraint decision_pk primary key (term_id, seq)
  )`,
  ...archiveTable('reminder', ['term_id', 'reminder_id', 'customer_id, due_at, reminder_id', 'message_id']),
  ...archiveTable('decision', ['term_id, seq', 'reminder_id']),
  ...archiveTable('review', ['term_id']),
  ...archiveTable('send', ['message_id']),
];
