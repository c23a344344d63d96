-- The schema of this service's migrated database, without partitions. Written by UPDATE_SCHEMA=1 with
-- schema.int.spec.ts; a change of this file is a change of the schema and is reviewed line by line.

create table archive_due (
  since timestamp with time zone not null
);

create table cause (
  cause_id uuid not null,
  term_id uuid not null,
  cause text not null,
  payment_id uuid not null,
  quote_version integer not null,
  caused_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint cause_pk PRIMARY KEY (cause_id)
);
CREATE UNIQUE INDEX cause_of_term ON public.cause USING btree (term_id, cause);
CREATE UNIQUE INDEX cause_standing ON public.cause USING btree (term_id) WHERE (undone_at IS NULL);

create table contract (
  contract_id uuid not null,
  customer_id uuid not null,
  product text not null,
  version integer not null,
  constraint contract_pk PRIMARY KEY (contract_id)
);

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

create table headstone_event (
  gateway text not null,
  gateway_event_id text not null,
  payment_id uuid not null,
  constraint headstone_event_pk PRIMARY KEY (gateway, gateway_event_id)
);

create table inbox (
  grp text not null,
  event_id text not null,
  "time" timestamp with time zone not null,
  constraint inbox_pkey PRIMARY KEY (grp, event_id, "time")
) partition by RANGE ("time");

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

create table payment (
  payment_id uuid not null,
  gateway text not null,
  gateway_event_id text not null,
  term_id uuid,
  contract_id uuid,
  customer_id uuid,
  currency text not null,
  amount_minor bigint not null,
  state text not null,
  reason text,
  quote_version integer,
  paid_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  set_aside_reason text,
  named_term_id uuid,
  reference_system text,
  reference_kind text,
  reference_id text,
  reversed_minor bigint not null default 0,
  told_rest_minor bigint,
  told_surplus_minor bigint,
  match_at timestamp with time zone,
  constraint payment_pk PRIMARY KEY (payment_id),
  constraint payment_failed_reason CHECK (state <> 'FAILED'::text OR reason IS NOT NULL),
  constraint payment_positive CHECK (amount_minor > 0),
  constraint payment_renewed_complete CHECK (state <> 'RENEWED'::text OR customer_id IS NOT NULL AND quote_version IS NOT NULL),
  constraint payment_reversed_within CHECK (reversed_minor >= 0 AND reversed_minor <= amount_minor),
  constraint payment_state_known CHECK (state = ANY (ARRAY['RECEIVED'::text, 'RENEWED'::text, 'FAILED'::text, 'REVERSED'::text, 'UNMATCHED'::text]))
);
CREATE INDEX payment_by_customer ON public.payment USING btree (customer_id, payment_id);
CREATE INDEX payment_by_state ON public.payment USING btree (state, payment_id) WHERE (state <> 'RENEWED'::text);
CREATE INDEX payment_by_term ON public.payment USING btree (term_id, payment_id);
CREATE UNIQUE INDEX payment_gateway_event ON public.payment USING btree (gateway, gateway_event_id);
CREATE INDEX payment_named ON public.payment USING btree (named_term_id) WHERE (term_id IS NULL);
CREATE UNIQUE INDEX payment_one_renewal ON public.payment USING btree (term_id) WHERE (state = 'RENEWED'::text);
CREATE INDEX payment_unmatched ON public.payment USING btree (match_at, payment_id) WHERE ((term_id IS NULL) AND (set_aside_reason IS NULL));
CREATE INDEX payment_unowned ON public.payment USING btree (term_id) WHERE ((customer_id IS NULL) AND (set_aside_reason IS NULL));

create table payment_archive (
  archived_month date not null,
  payment_id uuid not null,
  gateway text not null,
  gateway_event_id text not null,
  term_id uuid,
  contract_id uuid,
  customer_id uuid,
  currency text not null,
  amount_minor bigint not null,
  state text not null,
  reason text,
  quote_version integer,
  paid_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  set_aside_reason text,
  named_term_id uuid,
  reference_system text,
  reference_kind text,
  reference_id text,
  reversed_minor bigint not null,
  told_rest_minor bigint,
  told_surplus_minor bigint,
  match_at timestamp with time zone
) partition by RANGE (archived_month);
CREATE INDEX payment_archive_customer_id_payment_id_idx ON ONLY public.payment_archive USING btree (customer_id, payment_id);
CREATE INDEX payment_archive_payment_id_idx ON ONLY public.payment_archive USING btree (payment_id);
CREATE INDEX payment_archive_term_id_idx ON ONLY public.payment_archive USING btree (term_id);

create table quote (
  quote_id uuid not null,
  term_id uuid not null,
  version integer not null,
  contract_id uuid not null,
  customer_id uuid not null,
  currency text not null,
  amount_minor bigint not null,
  issued_at timestamp with time zone not null,
  named_at timestamp with time zone,
  constraint quote_pk PRIMARY KEY (quote_id)
);
CREATE UNIQUE INDEX quote_version ON public.quote USING btree (term_id, version);

create table quote_archive (
  archived_month date not null,
  quote_id uuid not null,
  term_id uuid not null,
  version integer not null,
  contract_id uuid not null,
  customer_id uuid not null,
  currency text not null,
  amount_minor bigint not null,
  issued_at timestamp with time zone not null,
  named_at timestamp with time zone
) partition by RANGE (archived_month);
CREATE INDEX quote_archive_quote_id_idx ON ONLY public.quote_archive USING btree (quote_id);
CREATE INDEX quote_archive_term_id_idx ON ONLY public.quote_archive USING btree (term_id);

create table relay_lease (
  name text not null,
  "position" bigint not null,
  holder uuid,
  epoch bigint not null,
  until timestamp with time zone not null,
  constraint relay_lease_pkey PRIMARY KEY (name)
);

create table reversal (
  gateway text not null,
  gateway_event_id text not null,
  payment_id uuid,
  reason text not null,
  reversed_at timestamp with time zone not null,
  reversal_id uuid not null default gen_random_uuid(),
  reverses_gateway_event_id text,
  currency text,
  asked_minor bigint,
  taken_minor bigint,
  undid text,
  set_aside_reason text,
  constraint reversal_pk PRIMARY KEY (gateway, gateway_event_id)
);
CREATE INDEX reversal_by_payment ON public.reversal USING btree (payment_id);
CREATE UNIQUE INDEX reversal_id ON public.reversal USING btree (reversal_id);
CREATE INDEX reversal_waiting ON public.reversal USING btree (gateway, reverses_gateway_event_id) WHERE (payment_id IS NULL);

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

create table term (
  term_id uuid not null,
  contract_id uuid not null,
  customer_id uuid not null,
  number integer not null,
  last_day date not null,
  zone text not null,
  currency text not null,
  amount_minor bigint not null,
  state text not null,
  closed_by text,
  expiring boolean not null default false,
  version integer not null,
  owner_id uuid,
  team_id uuid,
  lapsed_at timestamp with time zone,
  ended_on date,
  archived_on date,
  moving_since xid8,
  constraint term_pk PRIMARY KEY (term_id),
  constraint term_state_known CHECK (state = ANY (ARRAY['OPEN'::text, 'RENEWED'::text, 'CANCELLED'::text, 'EXPIRED'::text, 'LAPSED'::text]))
) with (fillfactor=80);
CREATE INDEX term_by_contract ON public.term USING btree (contract_id, number);
CREATE INDEX term_ended ON public.term USING btree (COALESCE(ended_on, last_day), term_id) WHERE ((archived_on IS NULL) AND (state = ANY (ARRAY['RENEWED'::text, 'CANCELLED'::text, 'LAPSED'::text])));
CREATE INDEX term_moving ON public.term USING btree (term_id) WHERE (moving_since IS NOT NULL);

create view payment_all as
 SELECT payment.payment_id,
    payment.gateway,
    payment.gateway_event_id,
    payment.term_id,
    payment.contract_id,
    payment.customer_id,
    payment.currency,
    payment.amount_minor,
    payment.state,
    payment.reason,
    payment.quote_version,
    payment.paid_at,
    payment.recorded_at,
    payment.set_aside_reason,
    payment.named_term_id,
    payment.reference_system,
    payment.reference_kind,
    payment.reference_id,
    payment.reversed_minor,
    payment.told_rest_minor,
    payment.told_surplus_minor,
    payment.match_at
   FROM payment
UNION ALL
 SELECT payment_archive.payment_id,
    payment_archive.gateway,
    payment_archive.gateway_event_id,
    payment_archive.term_id,
    payment_archive.contract_id,
    payment_archive.customer_id,
    payment_archive.currency,
    payment_archive.amount_minor,
    payment_archive.state,
    payment_archive.reason,
    payment_archive.quote_version,
    payment_archive.paid_at,
    payment_archive.recorded_at,
    payment_archive.set_aside_reason,
    payment_archive.named_term_id,
    payment_archive.reference_system,
    payment_archive.reference_kind,
    payment_archive.reference_id,
    payment_archive.reversed_minor,
    payment_archive.told_rest_minor,
    payment_archive.told_surplus_minor,
    payment_archive.match_at
   FROM payment_archive;

create view quote_all as
 SELECT quote.quote_id,
    quote.term_id,
    quote.version,
    quote.contract_id,
    quote.customer_id,
    quote.currency,
    quote.amount_minor,
    quote.issued_at,
    quote.named_at
   FROM quote
UNION ALL
 SELECT quote_archive.quote_id,
    quote_archive.term_id,
    quote_archive.version,
    quote_archive.contract_id,
    quote_archive.customer_id,
    quote_archive.currency,
    quote_archive.amount_minor,
    quote_archive.issued_at,
    quote_archive.named_at
   FROM quote_archive;

CREATE OR REPLACE FUNCTION public.outbox_next_id()
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
      begin
        perform pg_current_xact_id();
        return nextval('outbox_id_seq');
      end $function$;
