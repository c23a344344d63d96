import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Source references, owners, customers, contacts, contracts, terms, and what a person must look at. */
export class Portfolio1767225610001 implements MigrationInterface {
  readonly name = 'Portfolio1767225610001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Trusted: the role that owns the database may create it.
      create extension if not exists btree_gist;

      create table source_ref (
        kind text, system text, source_id text, source_version bigint not null, entity_id uuid not null,
        primary key (kind, system, source_id)
      );
      create index source_ref_entity on source_ref (entity_id);

      create table recipient (recipient_id uuid primary key, address_hmac bytea not null, kind text not null);
      create unique index recipient_address on recipient (address_hmac);

      create table team (team_id uuid primary key, name text not null);
      create table owner (
        owner_id uuid primary key, team_id uuid not null, manager_id uuid,
        role text not null constraint owner_role check (role in ('OWNER', 'MANAGER', 'DIRECTOR', 'FINANCE')),
        recipient_id uuid, zone text not null, locale text not null, active boolean not null, version int not null,
        team_due boolean not null, set_aside_reason text, key_id text not null, wrapped_key bytea not null,
        name_sealed bytea not null, email_sealed bytea, phone_sealed bytea, wecom_sealed bytea, email_hmac bytea,
        phone_hmac bytea, wecom_hmac bytea
      );
      create index owner_team_due on owner (owner_id) where team_due and set_aside_reason is null;

      create table customer (
        customer_id uuid primary key, name text not null, country text not null, zone text not null,
        locale text not null, since date not null, owner_id uuid, team_id uuid,
        tier text not null constraint customer_tier check (tier in ('STRATEGIC', 'CORE', 'STANDARD', 'TRIAL')),
        tier_override text constraint customer_tier_override
          check (tier_override in ('STRATEGIC', 'CORE', 'STANDARD', 'TRIAL')),
        version int not null, ownership_due boolean not null, set_aside_reason text
      );
      create index customer_owner on customer (owner_id);
      create index customer_ownership_due on customer (customer_id)
        where ownership_due and set_aside_reason is null;

      create table contact (
        contact_id uuid primary key, customer_id uuid not null, recipient_id uuid not null, roles text[] not null,
        zone text not null, locale text not null, active boolean not null, version int not null, key_id text not null,
        wrapped_key bytea not null, name_sealed bytea not null, email_sealed bytea, phone_sealed bytea,
        wecom_sealed bytea, email_hmac bytea, phone_hmac bytea, wecom_hmac bytea
      );
      create index contact_customer on contact (customer_id);
      create index contact_recipient on contact (recipient_id);

      create table contract (
        contract_id uuid primary key, customer_id uuid not null, product text not null, product_type text not null,
        period_months int not null, original_start date not null, zone text not null, auto_renew boolean not null,
        seats int not null,
        status text not null constraint contract_status check (status in ('ACTIVE', 'CANCELLED', 'ENDED')),
        ended_on date, owner_id uuid, team_id uuid, version int not null, yearly_currency text,
        yearly_amount_minor bigint
      );
      create index contract_customer on contract (customer_id);

      create table term (
        term_id uuid primary key, contract_id uuid not null, customer_id uuid not null, number int not null,
        start date not null, last_day date not null, zone text not null, currency text not null,
        amount_minor bigint not null,
        state text not null constraint term_state
          check (state in ('OPEN', 'EXPIRED', 'LAPSED', 'RENEWED', 'CANCELLED')),
        version int not null, ends_at timestamptz not null, horizon_at timestamptz not null,
        lapses_at timestamptz not null, expiring_at timestamptz, opened_by text, voided boolean not null,
        set_aside_reason text,
        constraint term_voided check (not voided or state = 'CANCELLED'),
        constraint term_periods_apart exclude using gist
          (contract_id with =, daterange(start, last_day, '[]') with &&) where (not voided) deferrable initially deferred
      );
      create unique index term_contract on term (contract_id, number);
      create index term_customer on term (customer_id);
      create index term_last_day on term (last_day, term_id);
      create index term_announcing on term (horizon_at)
        where state = 'OPEN' and expiring_at is null and set_aside_reason is null;
      create index term_ending on term (ends_at) where state = 'OPEN' and set_aside_reason is null;
      create index term_lapsing on term (lapses_at) where state = 'EXPIRED' and set_aside_reason is null;

      create table closure (
        term_id uuid, cause text,
        closed_as text not null constraint closure_closed_as check (closed_as in ('RENEWED', 'CANCELLED', 'LAPSED')),
        closed_at timestamptz not null, undone_by text, primary key (term_id, cause)
      );

      create table review (
        reason text, subject_kind text, subject_id uuid, detail text not null, noted_at timestamptz not null,
        primary key (reason, subject_kind, subject_id)
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table review, closure, term, contract, contact, customer, owner, team, recipient, source_ref',
    );
  }
}
