-- The schema of this service's migrated database, without partitions. Written by UPDATE_SCHEMA=1 with
-- schema.int.spec.ts; a change of this file is a change of the schema and is reviewed line by line.

create extension btree_gist;

create table closure (
  term_id uuid not null,
  cause text not null,
  closed_as text not null,
  closed_at timestamp with time zone not null,
  undone_by text,
  closed_by text,
  constraint closure_pkey PRIMARY KEY (term_id, cause),
  constraint closure_closed_as CHECK (closed_as = ANY (ARRAY['RENEWED'::text, 'CANCELLED'::text, 'LAPSED'::text])),
  constraint closure_closed_by CHECK (closed_by = ANY (ARRAY['payment'::text, 'source'::text, 'person'::text, 'time'::text]))
);

create table contact (
  contact_id uuid not null,
  customer_id uuid not null,
  recipient_id uuid not null,
  roles text[] not null,
  zone text not null,
  locale text not null,
  active boolean not null,
  version integer not null,
  key_id text not null,
  wrapped_key bytea not null,
  name_sealed bytea not null,
  email_sealed bytea,
  phone_sealed bytea,
  wecom_sealed bytea,
  email_hmac bytea,
  phone_hmac bytea,
  wecom_hmac bytea,
  own_zone text,
  own_locale text,
  preferred text,
  constraint contact_pkey PRIMARY KEY (contact_id)
);
CREATE INDEX contact_customer ON public.contact USING btree (customer_id);
CREATE INDEX contact_phone ON public.contact USING btree (phone_hmac) WHERE (phone_hmac IS NOT NULL);
CREATE INDEX contact_recipient ON public.contact USING btree (recipient_id);
CREATE INDEX contact_wecom ON public.contact USING btree (wecom_hmac) WHERE (wecom_hmac IS NOT NULL);

create table contract (
  contract_id uuid not null,
  customer_id uuid not null,
  product text not null,
  product_type text not null,
  period_months integer not null,
  original_start date not null,
  zone text not null,
  auto_renew boolean not null,
  seats integer not null,
  status text not null,
  ended_on date,
  owner_id uuid,
  team_id uuid,
  version integer not null,
  yearly_currency text,
  yearly_amount_minor bigint,
  anchor date,
  revived_on date,
  own_zone text,
  constraint contract_pkey PRIMARY KEY (contract_id),
  constraint contract_status CHECK (status = ANY (ARRAY['ACTIVE'::text, 'CANCELLED'::text, 'ENDED'::text]))
);
CREATE INDEX contract_customer ON public.contract USING btree (customer_id);

create table customer (
  customer_id uuid not null,
  name text not null,
  country text not null,
  zone text not null,
  locale text not null,
  since date not null,
  owner_id uuid,
  team_id uuid,
  tier text not null,
  tier_override text,
  version integer not null,
  ownership_due boolean not null,
  set_aside_reason text,
  own_locale text,
  name_lower text generated always as (lower(name)),
  name_pairs text[] generated always as (pairs_of(name)),
  constraint customer_pkey PRIMARY KEY (customer_id),
  constraint customer_tier CHECK (tier = ANY (ARRAY['STRATEGIC'::text, 'CORE'::text, 'STANDARD'::text, 'TRIAL'::text])),
  constraint customer_tier_override CHECK (tier_override = ANY (ARRAY['STRATEGIC'::text, 'CORE'::text, 'STANDARD'::text, 'TRIAL'::text]))
);
CREATE INDEX customer_name ON public.customer USING gin (name_pairs);
CREATE INDEX customer_owner ON public.customer USING btree (owner_id);
CREATE INDEX customer_ownership_due ON public.customer USING btree (customer_id) WHERE (ownership_due AND (set_aside_reason IS NULL));

create table dead_letter (
  grp text not null,
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  digest text not null,
  kept_at timestamp with time zone not null default clock_timestamp(),
  constraint dead_letter_pkey PRIMARY KEY (grp, topic, partition, "offset", digest)
);

create table deferred_event (
  deferred_id bigint not null generated always as identity,
  grp text not null,
  subject text not null,
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  key text not null,
  headers jsonb not null,
  value bytea not null,
  reason text not null,
  deferred_at timestamp with time zone not null default clock_timestamp(),
  constraint deferred_event_pkey PRIMARY KEY (deferred_id)
);
CREATE INDEX deferred_event_subject ON public.deferred_event USING btree (grp, subject, deferred_id);

create table hold (
  hold_id uuid not null,
  scope text not null,
  subject_id uuid not null,
  customer_id uuid not null,
  contract_id uuid,
  reason text not null,
  owner_id uuid,
  placed_at timestamp with time zone not null,
  until date not null,
  ends_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  version integer not null,
  set_aside_reason text,
  constraint hold_pkey PRIMARY KEY (hold_id),
  constraint hold_scope CHECK (scope = ANY (ARRAY['CUSTOMER'::text, 'CONTRACT'::text, 'TERM'::text]))
);
CREATE INDEX hold_contract ON public.hold USING btree (contract_id) WHERE (ended_at IS NULL);
CREATE INDEX hold_customer ON public.hold USING btree (customer_id, placed_at, hold_id);
CREATE INDEX hold_ending ON public.hold USING btree (ends_at) WHERE ((ended_at IS NULL) AND (set_aside_reason IS NULL));
CREATE INDEX hold_placed ON public.hold USING btree (placed_at, hold_id);
CREATE UNIQUE INDEX hold_standing ON public.hold USING btree (subject_id) WHERE (ended_at IS NULL);
CREATE INDEX hold_subject ON public.hold USING btree (subject_id);

create table inbox (
  grp text not null,
  event_id text not null,
  "time" timestamp with time zone not null,
  constraint inbox_pkey PRIMARY KEY (grp, event_id, "time")
) partition by RANGE ("time");

create table incomplete_record (
  entity_id uuid not null,
  kind text not null,
  customer_id uuid not null,
  missing text[] not null,
  due_at timestamp with time zone,
  set_aside_reason text,
  constraint incomplete_record_pkey PRIMARY KEY (entity_id),
  constraint incomplete_record_kind CHECK (kind = ANY (ARRAY['customer'::text, 'contact'::text, 'contract'::text]))
);
CREATE INDEX incomplete_record_due ON public.incomplete_record USING btree (due_at) WHERE ((due_at IS NOT NULL) AND (set_aside_reason IS NULL));
CREATE INDEX incomplete_record_listed ON public.incomplete_record USING btree (kind, entity_id);

create table invoice (
  system text not null,
  invoice text not null,
  contract_id uuid not null,
  term_id uuid not null,
  constraint invoice_pkey PRIMARY KEY (system, invoice, contract_id)
);

create table lineage (
  term_id uuid not null,
  from_term_id uuid not null,
  kind text not null,
  constraint lineage_pkey PRIMARY KEY (term_id, from_term_id),
  constraint lineage_kind CHECK (kind = ANY (ARRAY['RENEWAL'::text, 'SPLIT'::text, 'MERGE'::text]))
);

create table outbox (
  id bigint not null default outbox_next_id(),
  "time" timestamp with time zone not null default clock_timestamp(),
  topic text not null,
  key text not null,
  type text not null,
  subject text not null,
  businesstime timestamp with time zone not null,
  restated boolean not null,
  traceparent text,
  encoding text not null,
  data text not null,
  constraint outbox_pkey PRIMARY KEY (id, "time")
) partition by RANGE ("time");

create table owner (
  owner_id uuid not null,
  team_id uuid not null,
  manager_id uuid,
  role text not null,
  recipient_id uuid,
  zone text not null,
  locale text not null,
  active boolean not null,
  version integer not null,
  team_due boolean not null,
  set_aside_reason text,
  key_id text not null,
  wrapped_key bytea not null,
  name_sealed bytea not null,
  email_sealed bytea,
  phone_sealed bytea,
  wecom_sealed bytea,
  email_hmac bytea,
  phone_hmac bytea,
  wecom_hmac bytea,
  constraint owner_pkey PRIMARY KEY (owner_id),
  constraint owner_role CHECK (role = ANY (ARRAY['OWNER'::text, 'MANAGER'::text, 'DIRECTOR'::text, 'FINANCE'::text]))
);
CREATE INDEX owner_team_due ON public.owner USING btree (owner_id) WHERE (team_due AND (set_aside_reason IS NULL));

create table recipient (
  recipient_id uuid not null,
  address_hmac bytea not null,
  kind text not null,
  constraint recipient_pkey PRIMARY KEY (recipient_id)
);
CREATE UNIQUE INDEX recipient_address ON public.recipient USING btree (address_hmac);

create table relay_lease (
  name text not null,
  "position" bigint not null,
  holder uuid,
  epoch bigint not null,
  until timestamp with time zone not null,
  constraint relay_lease_pkey PRIMARY KEY (name)
);

create table review (
  reason text not null,
  subject_kind text not null,
  subject_id uuid not null,
  detail text not null,
  noted_at timestamp with time zone not null,
  constraint review_pkey PRIMARY KEY (reason, subject_kind, subject_id)
);

create table review_row (
  review_id uuid not null,
  kind text not null,
  subject_kind text not null,
  subject_id text not null,
  customer_id uuid,
  contract_id uuid,
  term_id uuid,
  owner_id uuid,
  team_id uuid,
  detail text not null,
  noted_at timestamp with time zone not null,
  done_by text,
  done_at timestamp with time zone,
  constraint review_row_pkey PRIMARY KEY (review_id),
  constraint review_row_done CHECK ((done_by IS NULL) = (done_at IS NULL))
);
CREATE INDEX review_row_customer ON public.review_row USING btree (customer_id, noted_at, review_id);
CREATE INDEX review_row_done_at ON public.review_row USING btree (done_at) WHERE (done_at IS NOT NULL);
CREATE INDEX review_row_kind ON public.review_row USING btree (kind, noted_at, review_id);
CREATE INDEX review_row_noted ON public.review_row USING btree (noted_at, review_id);
CREATE INDEX review_row_noted_open ON public.review_row USING btree (noted_at, review_id) WHERE (done_at IS NULL);
CREATE UNIQUE INDEX review_row_open ON public.review_row USING btree (kind, subject_kind, subject_id) WHERE (done_at IS NULL);
CREATE INDEX review_row_owner ON public.review_row USING btree (owner_id, noted_at, review_id) WHERE (done_at IS NULL);
CREATE INDEX review_row_term ON public.review_row USING btree (term_id) WHERE (done_at IS NULL);

create table sandbox_clock (
  name text not null,
  now timestamp with time zone not null,
  constraint sandbox_clock_pkey PRIMARY KEY (name)
);

create table source_quality (
  system text not null,
  contracts bigint not null default 0,
  lacking bigint not null default 0,
  customers bigint not null default 0,
  unreachable bigint not null default 0,
  due_at timestamp with time zone,
  set_aside_reason text,
  constraint source_quality_pkey PRIMARY KEY (system)
);

create table source_ref (
  kind text not null,
  system text not null,
  source_id text not null,
  source_version bigint not null,
  entity_id uuid not null,
  counted boolean not null default false,
  content bytea,
  content_version bigint,
  constraint source_ref_pkey PRIMARY KEY (kind, system, source_id)
);
CREATE INDEX source_ref_entity ON public.source_ref USING btree (entity_id);

create table team (
  team_id uuid not null,
  name text not null,
  constraint team_pkey PRIMARY KEY (team_id)
);

create table term (
  term_id uuid not null,
  contract_id uuid not null,
  customer_id uuid not null,
  number integer not null,
  start date not null,
  last_day date not null,
  zone text not null,
  currency text not null,
  amount_minor bigint not null,
  state text not null,
  version integer not null,
  ends_at timestamp with time zone not null,
  horizon_at timestamp with time zone not null,
  lapses_at timestamp with time zone not null,
  expiring_at timestamp with time zone,
  opened_by text,
  voided boolean not null,
  set_aside_reason text,
  stated boolean not null default false,
  reopened_on date,
  uncut_last_day date,
  auto_renew boolean not null default false,
  lapse_held_until timestamp with time zone,
  constraint term_pkey PRIMARY KEY (term_id),
  constraint term_periods_apart EXCLUDE USING gist (contract_id WITH =, daterange(start, last_day, '[]'::text) WITH &&) WHERE (NOT voided) DEFERRABLE INITIALLY DEFERRED,
  constraint term_state CHECK (state = ANY (ARRAY['OPEN'::text, 'EXPIRED'::text, 'LAPSED'::text, 'RENEWED'::text, 'CANCELLED'::text])),
  constraint term_voided CHECK (NOT voided OR state = 'CANCELLED'::text)
);
CREATE INDEX term_announcing ON public.term USING btree (horizon_at) WHERE ((state = ANY (ARRAY['OPEN'::text, 'EXPIRED'::text])) AND (expiring_at IS NULL) AND (set_aside_reason IS NULL));
CREATE UNIQUE INDEX term_contract ON public.term USING btree (contract_id, number);
CREATE INDEX term_customer ON public.term USING btree (customer_id);
CREATE INDEX term_ending ON public.term USING btree (ends_at) WHERE ((state = 'OPEN'::text) AND (set_aside_reason IS NULL));
CREATE INDEX term_lapse_due ON public.term USING btree (GREATEST(lapses_at, lapse_held_until)) WHERE ((state = 'EXPIRED'::text) AND (NOT auto_renew) AND (set_aside_reason IS NULL));
CREATE INDEX term_lapse_held ON public.term USING btree (customer_id) WHERE (lapse_held_until IS NOT NULL);
CREATE INDEX term_lapsing ON public.term USING btree (lapses_at) WHERE ((state = 'EXPIRED'::text) AND (NOT auto_renew) AND (set_aside_reason IS NULL));
CREATE INDEX term_last_day ON public.term USING btree (last_day, term_id);
CREATE INDEX term_state_day ON public.term USING btree (state, last_day, term_id);

CREATE OR REPLACE FUNCTION public.outbox_next_id()
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
      begin
        perform pg_current_xact_id();
        return nextval('outbox_id_seq');
      end $function$;

CREATE OR REPLACE FUNCTION public.pairs_of(name text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(SELECT DISTINCT substr(lower(pairs_of.name), at.at, 2) AS substr FROM generate_series(1, (length(pairs_of.name) - 1)) at(at) ORDER BY (substr(lower(pairs_of.name), at.at, 2)));
