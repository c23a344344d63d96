-- The schema of this service's migrated database, without partitions. Written by UPDATE_SCHEMA=1 with
-- schema.int.spec.ts; a change of this file is a change of the schema and is reviewed line by line.

create table closure (
  term_id uuid not null,
  cause text not null,
  undone_by text,
  closed_at timestamp with time zone not null,
  constraint closure_pk PRIMARY KEY (term_id, cause)
);

create table contact (
  contact_id uuid not null,
  customer_id uuid not null,
  recipient_id uuid,
  roles text[] not null,
  zone text not null,
  locale text not null,
  active boolean not null,
  constraint contact_pk PRIMARY KEY (contact_id)
);
CREATE INDEX contact_customer ON public.contact USING btree (customer_id);

create table contract (
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
  constraint contract_pk PRIMARY KEY (contract_id)
);

create table customer (
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
  constraint customer_pk PRIMARY KEY (customer_id)
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

create table decision (
  term_id uuid not null,
  seq integer not null,
  prev_hash text not null,
  hash text not null,
  kind text not null,
  reminder_id uuid,
  reason text not null,
  decided_at timestamp with time zone not null,
  facts text not null,
  constraint decision_pk PRIMARY KEY (term_id, seq)
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

create table owner (
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
  constraint owner_pk PRIMARY KEY (owner_id)
);

create table policy (
  name text not null,
  version integer not null,
  document text not null,
  compiled jsonb not null,
  active boolean not null,
  saved_at timestamp with time zone not null,
  marked boolean not null,
  marked_to uuid,
  constraint policy_pk PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX policy_active ON public.policy USING btree (name) WHERE active;

create table recipient (
  recipient_id uuid not null,
  constraint recipient_pk PRIMARY KEY (recipient_id)
);

create table relay_lease (
  name text not null,
  "position" bigint not null,
  holder uuid,
  epoch bigint not null,
  until timestamp with time zone not null,
  constraint relay_lease_pkey PRIMARY KEY (name)
);

create table reminder (
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
  reason text not null default ''::text,
  rungs jsonb not null,
  legal boolean not null,
  zone text not null,
  window_from integer not null,
  window_to integer not null,
  window_days text not null,
  opens_at timestamp with time zone not null,
  closes_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  policy text not null,
  policy_version integer not null,
  planned_at timestamp with time zone not null,
  message_id uuid,
  released_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  sent_at timestamp with time zone,
  ended_at timestamp with time zone,
  retry text,
  constraint reminder_pk PRIMARY KEY (reminder_id),
  constraint reminder_retry_known CHECK (retry = ANY (ARRAY['NEVER'::text, 'NEXT_OPENING'::text, 'OTHER_ADDRESS'::text, 'WAIT_FOR_TERM'::text])),
  constraint reminder_state_known CHECK (state = ANY (ARRAY['PLANNED'::text, 'HELD'::text, 'RELEASED'::text, 'SENT'::text, 'SKIPPED'::text, 'SUPPRESSED'::text, 'SUPERSEDED'::text, 'FAILED'::text])),
  constraint reminder_waits CHECK (waiting = (state = ANY (ARRAY['PLANNED'::text, 'HELD'::text])))
) with (fillfactor=70);
CREATE INDEX reminder_customer ON public.reminder USING btree (customer_id, due_at, reminder_id);
CREATE INDEX reminder_due ON public.reminder USING btree (due_at) WHERE waiting;
CREATE INDEX reminder_message ON public.reminder USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX reminder_term ON public.reminder USING btree (term_id);
CREATE INDEX reminder_waiting ON public.reminder USING btree (recipient_id, due_at) WHERE waiting;

create table review (
  term_id uuid not null,
  subject text not null,
  reason text not null,
  noted_at timestamp with time zone not null,
  constraint review_pk PRIMARY KEY (term_id, subject, reason)
);

create table sandbox_clock (
  name text not null,
  now timestamp with time zone not null,
  constraint sandbox_clock_pkey PRIMARY KEY (name)
);

create table send (
  message_id uuid not null,
  recipient_id uuid not null,
  audience text not null,
  at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  legal boolean not null,
  counts boolean not null,
  constraint send_pk PRIMARY KEY (message_id)
) with (fillfactor=70);
CREATE INDEX send_recipient ON public.send USING btree (recipient_id, at) WHERE counts;

create table template (
  name text not null,
  channel text not null,
  constraint template_pk PRIMARY KEY (name, channel)
);

create table term (
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
  decision_hash text not null default ''::text,
  plan_hash text not null default ''::text,
  waiting_since timestamp with time zone,
  set_aside_reason text,
  constraint term_pk PRIMARY KEY (term_id),
  constraint term_state_known CHECK (state = ANY (ARRAY['OPEN'::text, 'RENEWED'::text, 'CANCELLED'::text, 'EXPIRED'::text, 'LAPSED'::text]))
) with (fillfactor=50);
CREATE INDEX term_contract ON public.term USING btree (contract_id);
CREATE INDEX term_customer ON public.term USING btree (customer_id);
CREATE INDEX term_plan_due ON public.term USING btree (term_id) WHERE plan_due;
CREATE INDEX term_waiting ON public.term USING btree (waiting_since) WHERE (waiting_since IS NOT NULL);

CREATE OR REPLACE FUNCTION public.outbox_next_id()
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
      begin
        perform pg_current_xact_id();
        return nextval('outbox_id_seq');
      end $function$;
