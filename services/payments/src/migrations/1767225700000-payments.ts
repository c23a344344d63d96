import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Replicas of contracts and terms; quotes, payments and reversals, which this service owns. */
export class Payments1767225700000 implements MigrationInterface {
  readonly name = 'Payments1767225700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table contract (
        contract_id uuid constraint contract_pk primary key,
        customer_id uuid not null,
        product text not null,
        version int not null
      )`);
    await runner.query(`
      create table term (
        term_id uuid constraint term_pk primary key,
        contract_id uuid not null,
        customer_id uuid not null,
        number int not null,
        last_day date not null,
        zone text not null,
        currency text not null,
        amount_minor bigint not null,
        state text not null,
        closed_by text,
        expiring boolean not null default false,
        version int not null,
        owner_id uuid,
        team_id uuid,
        constraint term_state_known check (state in ('OPEN', 'RENEWED', 'CANCELLED', 'EXPIRED', 'LAPSED'))
      ) with (fillfactor = 80)`);
    await runner.query(`
      create table quote (
        quote_id uuid constraint quote_pk primary key,
        term_id uuid not null,
        version int not null,
        contract_id uuid not null,
        customer_id uuid not null,
        currency text not null,
        amount_minor bigint not null,
        issued_at timestamptz not null
      )`);
    await runner.query(`create unique index quote_version on quote (term_id, version)`);
    await runner.query(`
      create table payment (
        payment_id uuid constraint payment_pk primary key,
        gateway text not null,
        gateway_event_id text not null,
        term_id uuid not null,
        contract_id uuid,
        customer_id uuid,
        currency text not null,
        amount_minor bigint not null,
        state text not null,
        reason text,
        quote_version int,
        paid_at timestamptz not null,
        recorded_at timestamptz not null,
        set_aside_reason text,
        constraint payment_state_known check (state in ('RECEIVED', 'RENEWED', 'FAILED', 'REVERSED')),
        constraint payment_positive check (amount_minor > 0),
        constraint payment_renewed_complete check (
          state not in ('RENEWED', 'REVERSED') or (customer_id is not null and quote_version is not null)),
        constraint payment_failed_reason check (state <> 'FAILED' or reason is not null)
      )`);
    await runner.query(`create unique index payment_gateway_event on payment (gateway, gateway_event_id)`);
    await runner.query(`create unique index payment_one_renewal on payment (term_id) where state = 'RENEWED'`);
    await runner.query(`create index payment_by_term on payment (term_id, payment_id)`);
    await runner.query(`create index payment_by_customer on payment (customer_id, payment_id)`);
    await runner.query(
      `create index payment_unowned on payment (term_id) where customer_id is null and set_aside_reason is null`,
    );
    await runner.query(`
      create table reversal (
        gateway text not null,
        gateway_event_id text not null,
        payment_id uuid not null,
        reason text not null,
        reversed_at timestamptz not null,
        constraint reversal_pk primary key (gateway, gateway_event_id)
      )`);
    await runner.query(`create unique index reversal_payment on reversal (payment_id)`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
