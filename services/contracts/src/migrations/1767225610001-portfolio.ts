import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Source references, owners, customers, contacts, contracts and terms. */
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

      create table team (team_id uuid primary key, name text not null);
      create table owner (
        owner_id uuid primary key, team_id uuid not null, manager_id uuid, role text not null, recipient_id uuid,
        zone text not null, locale text not null, active boolean not null, version int not null,
        team_due boolean not null, key_id text not null, wrapped_key bytea not null, name_sealed bytea not null,
        email_sealed bytea, phone_sealed bytea, wecom_sealed bytea, email_hmac bytea, phone_hmac bytea,
        wecom_hmac bytea
      );
      create index owner_team_due on owner (team_due) where team_due;

      create table customer (
        id uuid primary key, name text not null, country text not null, zone text not null, locale text not null, since date not null,
        owner_id uuid, team_id uuid, tier text not null, tier_override text, version int not null, ownership_due boolean not null
      );
      create index customer_owner on customer (owner_id);
      create index customer_ownership_due on customer (id) where ownership_due;

      create table recipient (recipient_id uuid primary key, address_hmac bytea not null, kind text not null);
      create unique index recipient_address on recipient (address_hmac);
      create table contact (
        contact_id uuid primary key, customer_id uuid not null, recipient_id uuid not null, roles text[] not null,
        zone text not null, locale text not null, active boolean not null, version int not null, key_id text not null,
        wrapped_key bytea not null, name_sealed bytea not null, email_sealed bytea, phone_sealed bytea,
        wecom_sealed bytea, email_hmac bytea, phone_hmac bytea, wecom_hmac bytea
      );
      create index contact_customer on contact (customer_id);
      create index contact_recipient on contact (recipient_id);

      create table contract (
        id uuid primary key, customer_id uuid not null, product text not null, product_type text not null, period_months int not null,
        original_start date not null, zone text not null, auto_renew boolean not null, seats int not null, status text not null,
        ended_on date, owner_id uuid, team_id uuid, version int not null, yearly_currency text, yearly_minor bigint
      );
      create index contract_customer on contract (customer_id);

      create table term (
        id uuid primary key, contract_id uuid not null, customer_id uuid not null, number int not null, start date not null,
        last_day date not null, zone text not null, currency text not null, amount_minor bigint not null, state text not null,
        version int not null, ends_at timestamptz not null, horizon_at timestamptz not null, lapses_at timestamptz not null,
        expiring_at timestamptz, opened_by text, voided boolean not null,
        constraint term_voided check (not voided or state = 'CANCELLED'),
        constraint term_periods_apart exclude using gist
          (contract_id with =, daterange(start, last_day, '[]') with &&) where (not voided) deferrable initially deferred
      );
      create unique index term_contract on term (contract_id, number);
      create index term_customer on term (customer_id);
      create index term_last_day on term (last_day, id);
      create index term_announcing on term (horizon_at) where state = 'OPEN' and expiring_at is null;
      create index term_ending on term (ends_at) where state = 'OPEN';
      create index term_lapsing on term (lapses_at) where state = 'EXPIRED';

      create table closure (
        term_id uuid, cause text, closed_as text not null, closed_at timestamptz not null, undone_by text,
        primary key (term_id, cause)
      );

      create table attention (
        reason text, subject_kind text, subject_id uuid, detail text not null, noticed_at timestamptz not null,
        primary key (reason, subject_kind, subject_id)
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table attention, closure, term, contract, contact, recipient, customer, owner, team, source_ref',
    );
  }
}
