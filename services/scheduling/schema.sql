-- The schema of this service's migrated database, without partitions. Written by UPDATE_SCHEMA=1 with
-- schema.int.spec.ts; a change of this file is a change of the schema and is reviewed line by line.

create table bounce (
  recipient_id uuid not null,
  channel text not null,
  bounced boolean not null,
  changed_at timestamp with time zone not null,
  constraint bounce_pk PRIMARY KEY (recipient_id, channel)
);

create table breaker_change (
  provider text not null,
  process_id text not null,
  changed_at timestamp with time zone not null,
  channel text not null,
  state text not null,
  constraint breaker_change_pk PRIMARY KEY (provider, process_id, changed_at)
);

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
  channels text[] not null default '{}'::text[],
  preferred text,
  constraint contact_pk PRIMARY KEY (contact_id)
);
CREATE INDEX contact_customer ON public.contact USING btree (customer_id);
CREATE INDEX contact_recipient ON public.contact USING btree (recipient_id);

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
  holds jsonb not null default '[]'::jsonb,
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
  holds jsonb not null default '[]'::jsonb,
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

create table decision_archive (
  archived_month date not null,
  term_id uuid not null,
  seq integer not null,
  prev_hash text not null,
  hash text not null,
  kind text not null,
  reminder_id uuid,
  reason text not null,
  decided_at timestamp with time zone not null,
  facts text not null
) partition by RANGE (archived_month);
CREATE INDEX decision_archive_reminder_id_idx ON ONLY public.decision_archive USING btree (reminder_id);
CREATE INDEX decision_archive_term_id_seq_idx ON ONLY public.decision_archive USING btree (term_id, seq);

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

create table evidence (
  reminder_id uuid not null,
  term_id uuid not null,
  kind text not null,
  grade text not null,
  channel text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  answer text,
  constraint evidence_pk PRIMARY KEY (reminder_id, kind)
);
CREATE INDEX evidence_term ON public.evidence USING btree (term_id);

create table evidence_archive (
  archived_month date not null,
  reminder_id uuid not null,
  term_id uuid not null,
  kind text not null,
  grade text not null,
  channel text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  answer text
) partition by RANGE (archived_month);
CREATE INDEX evidence_archive_term_id_idx ON ONLY public.evidence_archive USING btree (term_id);

create table inbox (
  grp text not null,
  event_id text not null,
  "time" timestamp with time zone not null,
  constraint inbox_pkey PRIMARY KEY (grp, event_id, "time")
) partition by RANGE ("time");

create table opt_out (
  recipient_id uuid not null,
  channel text not null,
  customer_id uuid not null,
  opted_out boolean not null,
  changed_at timestamp with time zone not null,
  constraint opt_out_pk PRIMARY KEY (recipient_id, channel, customer_id)
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
  weekend integer[],
  last_step boolean,
  corrects_last_day date,
  sent_on text,
  constraint reminder_pk PRIMARY KEY (reminder_id),
  constraint reminder_retry_known CHECK (retry = ANY (ARRAY['NEVER'::text, 'NEXT_OPENING'::text, 'OTHER_ADDRESS'::text, 'WAIT_FOR_TERM'::text])),
  constraint reminder_state_known CHECK (state = ANY (ARRAY['PLANNED'::text, 'HELD'::text, 'RELEASED'::text, 'SENT'::text, 'SKIPPED'::text, 'SUPPRESSED'::text, 'SUPERSEDED'::text, 'FAILED'::text])),
  constraint reminder_waits CHECK (waiting = (state = ANY (ARRAY['PLANNED'::text, 'HELD'::text])))
) with (fillfactor=70);
CREATE INDEX reminder_customer ON public.reminder USING btree (customer_id, due_at, reminder_id);
CREATE INDEX reminder_due ON public.reminder USING btree (due_at) WHERE waiting;
CREATE INDEX reminder_list ON public.reminder USING btree (due_at, reminder_id);
CREATE INDEX reminder_message ON public.reminder USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX reminder_state ON public.reminder USING btree (state, due_at, reminder_id);
CREATE INDEX reminder_term ON public.reminder USING btree (term_id);
CREATE INDEX reminder_waiting ON public.reminder USING btree (recipient_id, due_at) WHERE waiting;

create table reminder_archive (
  archived_month date not null,
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
  waiting boolean not null,
  reason text not null,
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
  weekend integer[],
  last_step boolean,
  corrects_last_day date,
  sent_on text
) partition by RANGE (archived_month);
CREATE INDEX reminder_archive_customer_id_due_at_reminder_id_idx ON ONLY public.reminder_archive USING btree (customer_id, due_at, reminder_id);
CREATE INDEX reminder_archive_list ON ONLY public.reminder_archive USING btree (due_at, reminder_id);
CREATE INDEX reminder_archive_message_id_idx ON ONLY public.reminder_archive USING btree (message_id);
CREATE INDEX reminder_archive_reminder_id_idx ON ONLY public.reminder_archive USING btree (reminder_id);
CREATE INDEX reminder_archive_state ON ONLY public.reminder_archive USING btree (state, due_at, reminder_id);
CREATE INDEX reminder_archive_term_id_idx ON ONLY public.reminder_archive USING btree (term_id);

create table review (
  term_id uuid not null,
  subject text not null,
  reason text not null,
  noted_at timestamp with time zone not null,
  constraint review_pk PRIMARY KEY (term_id, subject, reason)
);

create table review_archive (
  archived_month date not null,
  term_id uuid not null,
  subject text not null,
  reason text not null,
  noted_at timestamp with time zone not null
) partition by RANGE (archived_month);
CREATE INDEX review_archive_term_id_idx ON ONLY public.review_archive USING btree (term_id);

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
CREATE INDEX review_row_finished ON public.review_row USING btree (term_id) WHERE (done_at IS NOT NULL);
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

create table send (
  message_id uuid not null,
  recipient_id uuid not null,
  audience text not null,
  at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  legal boolean not null,
  counts boolean not null,
  customer_id uuid,
  channel_plan text,
  local_day date,
  cap_exempt boolean,
  constraint send_pk PRIMARY KEY (message_id)
) with (fillfactor=70);
CREATE INDEX send_recipient ON public.send USING btree (recipient_id, at) WHERE counts;

create table send_archive (
  archived_month date not null,
  message_id uuid not null,
  recipient_id uuid not null,
  audience text not null,
  at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  legal boolean not null,
  counts boolean not null,
  customer_id uuid,
  channel_plan text,
  local_day date,
  cap_exempt boolean
) partition by RANGE (archived_month);
CREATE INDEX send_archive_message_id_idx ON ONLY public.send_archive USING btree (message_id);

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
  ended_on date,
  archived_on date,
  moving boolean not null default false,
  holds jsonb not null default '[]'::jsonb,
  grace_from date,
  reporting_currency text not null default ''::text,
  reporting_minor bigint,
  held_from timestamp with time zone,
  held_to timestamp with time zone,
  reopened_at timestamp with time zone,
  policy text,
  policy_version integer,
  steps_since jsonb,
  restate_asked_at timestamp with time zone,
  next_look_at timestamp with time zone,
  listens boolean not null default false,
  constraint term_pk PRIMARY KEY (term_id),
  constraint term_state_known CHECK (state = ANY (ARRAY['OPEN'::text, 'RENEWED'::text, 'CANCELLED'::text, 'EXPIRED'::text, 'LAPSED'::text]))
) with (fillfactor=50);
CREATE INDEX term_contract ON public.term USING btree (contract_id);
CREATE INDEX term_customer ON public.term USING btree (customer_id);
CREATE INDEX term_ended ON public.term USING btree (ended_on) WHERE ((ended_on IS NOT NULL) AND (archived_on IS NULL));
CREATE INDEX term_look ON public.term USING btree (next_look_at, term_id) WHERE (next_look_at IS NOT NULL);
CREATE INDEX term_moving ON public.term USING btree (term_id) WHERE moving;
CREATE INDEX term_plan_due ON public.term USING btree (term_id) WHERE plan_due;
CREATE INDEX term_waiting ON public.term USING btree (waiting_since) WHERE (waiting_since IS NOT NULL);

create view decision_all as
 SELECT decision.term_id,
    decision.seq,
    decision.prev_hash,
    decision.hash,
    decision.kind,
    decision.reminder_id,
    decision.reason,
    decision.decided_at,
    decision.facts
   FROM decision
UNION ALL
 SELECT decision_archive.term_id,
    decision_archive.seq,
    decision_archive.prev_hash,
    decision_archive.hash,
    decision_archive.kind,
    decision_archive.reminder_id,
    decision_archive.reason,
    decision_archive.decided_at,
    decision_archive.facts
   FROM decision_archive;

create view evidence_all as
 SELECT evidence.reminder_id,
    evidence.term_id,
    evidence.kind,
    evidence.grade,
    evidence.channel,
    evidence.first_at,
    evidence.last_at,
    evidence.answer
   FROM evidence
UNION ALL
 SELECT evidence_archive.reminder_id,
    evidence_archive.term_id,
    evidence_archive.kind,
    evidence_archive.grade,
    evidence_archive.channel,
    evidence_archive.first_at,
    evidence_archive.last_at,
    evidence_archive.answer
   FROM evidence_archive;

create view reminder_all as
 SELECT reminder.reminder_id,
    reminder.term_id,
    reminder.contract_id,
    reminder.customer_id,
    reminder.addressee_kind,
    reminder.addressee_id,
    reminder.recipient_id,
    reminder.step,
    reminder.node,
    reminder.node_date,
    reminder.audience,
    reminder.track,
    reminder.escalation,
    reminder.occurrence,
    reminder.state,
    reminder.waiting,
    reminder.reason,
    reminder.rungs,
    reminder.legal,
    reminder.zone,
    reminder.window_from,
    reminder.window_to,
    reminder.window_days,
    reminder.opens_at,
    reminder.closes_at,
    reminder.due_at,
    reminder.policy,
    reminder.policy_version,
    reminder.planned_at,
    reminder.message_id,
    reminder.released_at,
    reminder.withdrawn_at,
    reminder.sent_at,
    reminder.ended_at,
    reminder.retry,
    reminder.weekend,
    reminder.last_step,
    reminder.corrects_last_day,
    reminder.sent_on
   FROM reminder
UNION ALL
 SELECT reminder_archive.reminder_id,
    reminder_archive.term_id,
    reminder_archive.contract_id,
    reminder_archive.customer_id,
    reminder_archive.addressee_kind,
    reminder_archive.addressee_id,
    reminder_archive.recipient_id,
    reminder_archive.step,
    reminder_archive.node,
    reminder_archive.node_date,
    reminder_archive.audience,
    reminder_archive.track,
    reminder_archive.escalation,
    reminder_archive.occurrence,
    reminder_archive.state,
    reminder_archive.waiting,
    reminder_archive.reason,
    reminder_archive.rungs,
    reminder_archive.legal,
    reminder_archive.zone,
    reminder_archive.window_from,
    reminder_archive.window_to,
    reminder_archive.window_days,
    reminder_archive.opens_at,
    reminder_archive.closes_at,
    reminder_archive.due_at,
    reminder_archive.policy,
    reminder_archive.policy_version,
    reminder_archive.planned_at,
    reminder_archive.message_id,
    reminder_archive.released_at,
    reminder_archive.withdrawn_at,
    reminder_archive.sent_at,
    reminder_archive.ended_at,
    reminder_archive.retry,
    reminder_archive.weekend,
    reminder_archive.last_step,
    reminder_archive.corrects_last_day,
    reminder_archive.sent_on
   FROM reminder_archive;

create view review_all as
 SELECT review.term_id,
    review.subject,
    review.reason,
    review.noted_at
   FROM review
UNION ALL
 SELECT review_archive.term_id,
    review_archive.subject,
    review_archive.reason,
    review_archive.noted_at
   FROM review_archive;

create view send_all as
 SELECT send.message_id,
    send.recipient_id,
    send.audience,
    send.at,
    send.accepted_at,
    send.legal,
    send.counts,
    send.customer_id,
    send.channel_plan,
    send.local_day,
    send.cap_exempt
   FROM send
UNION ALL
 SELECT send_archive.message_id,
    send_archive.recipient_id,
    send_archive.audience,
    send_archive.at,
    send_archive.accepted_at,
    send_archive.legal,
    send_archive.counts,
    send_archive.customer_id,
    send_archive.channel_plan,
    send_archive.local_day,
    send_archive.cap_exempt
   FROM send_archive;

CREATE OR REPLACE FUNCTION public.outbox_next_id()
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
      begin
        perform pg_current_xact_id();
        return nextval('outbox_id_seq');
      end $function$;
