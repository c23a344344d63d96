-- The schema of this service's migrated database, without partitions. Written by UPDATE_SCHEMA=1 with
-- schema.int.spec.ts; a change of this file is a change of the schema and is reviewed line by line.

create table attempt (
  attempt_id uuid not null,
  message_id uuid not null,
  n integer not null,
  provider text not null,
  endpoint text not null,
  lookup boolean not null,
  idempotent boolean not null,
  idempotency_key text not null,
  state text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  process_id uuid not null,
  provider_message_id text,
  detail text,
  looked boolean not null,
  text_revision integer not null,
  template_version integer not null,
  locale text not null,
  content_hash text not null,
  inputs jsonb not null,
  texts jsonb,
  address_hmac text,
  constraint attempt_pkey PRIMARY KEY (attempt_id),
  constraint attempt_state CHECK (state = ANY (ARRAY['CALLING'::text, 'ACCEPTED'::text, 'REFUSED'::text, 'LATER'::text, 'PROVIDER_AT_FAULT'::text, 'EXPIRED'::text, 'AMBIGUOUS'::text]))
);
CREATE UNIQUE INDEX attempt_calling ON public.attempt USING btree (message_id) WHERE (state = 'CALLING'::text);
CREATE INDEX attempt_message ON public.attempt USING btree (message_id);
CREATE INDEX attempt_provider_id ON public.attempt USING btree (provider_message_id) WHERE ((provider_message_id IS NOT NULL) AND (provider <> ALL (ARRAY['smtp'::text, 'smtp-backup'::text])));

create table attempt_archive (
  archived_month date not null,
  attempt_id uuid not null,
  message_id uuid not null,
  n integer not null,
  provider text not null,
  endpoint text not null,
  lookup boolean not null,
  idempotent boolean not null,
  idempotency_key text not null,
  state text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  process_id uuid not null,
  provider_message_id text,
  detail text,
  looked boolean not null,
  text_revision integer not null,
  template_version integer not null,
  locale text not null,
  content_hash text not null,
  inputs jsonb not null,
  texts jsonb,
  address_hmac text
) partition by RANGE (archived_month);
CREATE INDEX attempt_archive_message_id_idx ON ONLY public.attempt_archive USING btree (message_id);
CREATE INDEX attempt_archive_provider_id ON ONLY public.attempt_archive USING btree (provider_message_id) WHERE ((provider_message_id IS NOT NULL) AND (provider <> ALL (ARRAY['smtp'::text, 'smtp-backup'::text])));

create table bounce (
  address_hmac text not null,
  channel text not null,
  recipient_id uuid not null,
  customer_id uuid not null,
  reason text not null,
  bounced_at timestamp with time zone not null,
  cleared_at timestamp with time zone,
  constraint bounce_pkey PRIMARY KEY (address_hmac, channel)
);

create table closure (
  term_id uuid not null,
  cause text not null,
  undone_by text,
  closed_at timestamp with time zone,
  undone_at timestamp with time zone,
  constraint closure_pkey PRIMARY KEY (term_id, cause)
);

create table confirmation (
  message_id uuid not null,
  confirmation_id uuid not null,
  provider text not null,
  endpoint text not null,
  provider_message_id text not null,
  state text not null,
  asked_at timestamp with time zone not null,
  nudged_at timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  failures integer not null default 0,
  ended_at timestamp with time zone,
  look_at timestamp with time zone not null,
  constraint confirmation_pkey PRIMARY KEY (message_id),
  constraint confirmation_confirmation_id_key UNIQUE (confirmation_id),
  constraint confirmation_ended CHECK ((state = 'WAITING_FOR_STAFF'::text) = (ended_at IS NULL)),
  constraint confirmation_state CHECK (state = ANY (ARRAY['WAITING_FOR_STAFF'::text, 'SENT'::text, 'NOT_FRIEND'::text, 'CAPPED'::text, 'CANCELLED'::text, 'UNKNOWN'::text]))
);
CREATE INDEX confirmation_look ON public.confirmation USING btree (look_at, message_id);

create table customer_opt_out (
  address_hmac text not null,
  channel text not null,
  customer_id uuid not null,
  recipient_id uuid not null,
  opted_out_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint customer_opt_out_pkey PRIMARY KEY (address_hmac, channel, customer_id)
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

create table dispatch (
  reminder_id uuid not null,
  rung integer not null,
  message_id uuid not null,
  term_id uuid not null,
  contract_id uuid not null,
  step text not null,
  template text not null,
  product text not null,
  last_day date not null,
  legal boolean not null,
  rungs jsonb not null,
  window_closes_at timestamp with time zone not null,
  state text not null,
  reason text,
  quote_version integer,
  ended_at timestamp with time zone,
  purpose text,
  last_step boolean not null default false,
  corrects_last_day date,
  constraint dispatch_pkey PRIMARY KEY (reminder_id, rung),
  constraint dispatch_state CHECK (state = ANY (ARRAY['RIDING'::text, 'SENT'::text, 'DROPPED'::text, 'FAILED'::text, 'UNCERTAIN'::text]))
) with (fillfactor=70);
CREATE INDEX dispatch_message ON public.dispatch USING btree (message_id);
CREATE INDEX dispatch_term ON public.dispatch USING btree (term_id);

create table dispatch_archive (
  archived_month date not null,
  reminder_id uuid not null,
  rung integer not null,
  message_id uuid not null,
  term_id uuid not null,
  contract_id uuid not null,
  step text not null,
  template text not null,
  product text not null,
  last_day date not null,
  legal boolean not null,
  rungs jsonb not null,
  window_closes_at timestamp with time zone not null,
  state text not null,
  reason text,
  quote_version integer,
  ended_at timestamp with time zone,
  purpose text,
  last_step boolean not null default false,
  corrects_last_day date
) partition by RANGE (archived_month);
CREATE INDEX dispatch_archive_message_id_idx ON ONLY public.dispatch_archive USING btree (message_id);
CREATE INDEX dispatch_archive_term_id_idx ON ONLY public.dispatch_archive USING btree (term_id);

create table evidence (
  evidence_id uuid not null,
  message_id uuid not null,
  provider text not null,
  report_id text not null,
  kind text not null,
  grade text not null,
  answer text,
  detail text not null,
  happened_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  written_at timestamp with time zone not null default clock_timestamp(),
  constraint evidence_pkey PRIMARY KEY (evidence_id),
  constraint evidence_answer CHECK (answer = ANY (ARRAY['SNOOZE'::text, 'IN_PROCUREMENT'::text, 'WRONG_CONTACT'::text, 'NOT_RENEWING'::text, 'CALL_ME'::text])),
  constraint evidence_grade CHECK (grade = ANY (ARRAY['WEAK'::text, 'MEDIUM'::text, 'STRONG'::text])),
  constraint evidence_kind CHECK (kind = ANY (ARRAY['ACCEPTED'::text, 'DELIVERED'::text, 'OPENED'::text, 'CLICKED'::text, 'ANSWERED'::text, 'BOUNCED'::text, 'COMPLAINED'::text, 'WAITING_FOR_STAFF'::text]))
);
CREATE INDEX evidence_message ON public.evidence USING btree (message_id, evidence_id);
CREATE UNIQUE INDEX evidence_report ON public.evidence USING btree (provider, report_id);

create table evidence_archive (
  archived_month date not null,
  evidence_id uuid not null,
  message_id uuid not null,
  provider text not null,
  report_id text not null,
  kind text not null,
  grade text not null,
  answer text,
  detail text not null,
  happened_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  written_at timestamp with time zone not null
) partition by RANGE (archived_month);
CREATE INDEX evidence_archive_message_id_idx ON ONLY public.evidence_archive USING btree (message_id);

create table exception (
  exception_id uuid not null,
  message_id uuid not null,
  customer_id uuid not null,
  addressee_kind text not null,
  addressee_id uuid not null,
  reminder_ids uuid[] not null,
  term_ids uuid[] not null,
  at timestamp with time zone not null,
  channel text not null,
  provider text not null,
  reason text not null,
  instead text not null,
  instead_message_id uuid,
  instead_channel text,
  constraint exception_pkey PRIMARY KEY (exception_id),
  constraint exception_instead CHECK (instead = ANY (ARRAY['RETRY'::text, 'NEXT_PROVIDER'::text, 'NEXT_CHANNEL'::text, 'TASK'::text, 'OTHER_ADDRESS'::text, 'NOTHING'::text]))
);
CREATE INDEX exception_customer ON public.exception USING btree (customer_id, exception_id);
CREATE INDEX exception_instead ON public.exception USING btree (instead_message_id) WHERE (instead_message_id IS NOT NULL);

create table guard (
  term_id uuid not null,
  closed boolean not null default false,
  closed_at timestamp with time zone,
  ended_on date,
  sweep boolean not null default false,
  archived_on date,
  moving_since xid8,
  constraint guard_pkey PRIMARY KEY (term_id)
);
CREATE INDEX guard_ended ON public.guard USING btree (ended_on) WHERE ((ended_on IS NOT NULL) AND (archived_on IS NULL));
CREATE INDEX guard_moving ON public.guard USING btree (term_id) WHERE (moving_since IS NOT NULL);
CREATE INDEX guard_sweep ON public.guard USING btree (term_id) WHERE sweep;

create table inbox (
  grp text not null,
  event_id text not null,
  "time" timestamp with time zone not null,
  constraint inbox_pkey PRIMARY KEY (grp, event_id, "time")
) partition by RANGE ("time");

create table message (
  message_id uuid not null,
  customer_id uuid not null,
  addressee_kind text not null,
  addressee_id uuid not null,
  recipient_id uuid not null,
  channel text not null,
  state text not null,
  reason text,
  template text not null,
  template_version integer,
  locale text,
  content_hash text,
  inputs jsonb,
  text_revision integer not null default 1,
  frozen boolean not null default false,
  retries integer not null default 0,
  next_attempt_at timestamp with time zone,
  opened_at timestamp with time zone not null,
  released_at timestamp with time zone not null,
  window_closes_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  owner_id uuid,
  team_id uuid,
  texts jsonb,
  passed_over text[] not null default '{}'::text[],
  failover_at timestamp with time zone,
  constraint message_pkey PRIMARY KEY (message_id),
  constraint message_addressee CHECK (addressee_kind = ANY (ARRAY['CONTACT'::text, 'OWNER'::text])),
  constraint message_state CHECK (state = ANY (ARRAY['OPEN'::text, 'WAITING'::text, 'ACCEPTED'::text, 'REFUSED'::text, 'FAILED'::text, 'EXPIRED'::text, 'UNCERTAIN'::text, 'DROPPED'::text])),
  constraint message_waits CHECK ((state = 'OPEN'::text) = (next_attempt_at IS NOT NULL))
);
CREATE INDEX message_customer ON public.message USING btree (customer_id, message_id);
CREATE INDEX message_due ON public.message USING btree (channel, next_attempt_at, message_id) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX message_listed ON public.message USING btree (lower(state), message_id);

create table message_archive (
  archived_month date not null,
  message_id uuid not null,
  customer_id uuid not null,
  addressee_kind text not null,
  addressee_id uuid not null,
  recipient_id uuid not null,
  channel text not null,
  state text not null,
  reason text,
  template text not null,
  template_version integer,
  locale text,
  content_hash text,
  inputs jsonb,
  text_revision integer not null,
  frozen boolean not null,
  retries integer not null,
  next_attempt_at timestamp with time zone,
  opened_at timestamp with time zone not null,
  released_at timestamp with time zone not null,
  window_closes_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  owner_id uuid,
  team_id uuid,
  texts jsonb,
  passed_over text[] not null default '{}'::text[],
  failover_at timestamp with time zone
) partition by RANGE (archived_month);
CREATE INDEX message_archive_customer_id_message_id_idx ON ONLY public.message_archive USING btree (customer_id, message_id);
CREATE INDEX message_archive_listed ON ONLY public.message_archive USING btree (lower(state), message_id);
CREATE INDEX message_archive_message_id_idx ON ONLY public.message_archive USING btree (message_id);

create table opt_out (
  address_hmac text not null,
  channel text not null,
  recipient_id uuid not null,
  customer_id uuid not null,
  opted_out_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint opt_out_pkey PRIMARY KEY (address_hmac, channel)
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

create table outcome (
  reminder_id uuid not null,
  rung integer not null,
  state text not null,
  reason text,
  retry text not null,
  answered_at timestamp with time zone not null,
  constraint outcome_pkey PRIMARY KEY (reminder_id),
  constraint outcome_retry CHECK (retry = ANY (ARRAY['NEVER'::text, 'NEXT_OPENING'::text, 'OTHER_ADDRESS'::text, 'WAIT_FOR_TERM'::text])),
  constraint outcome_state CHECK (state = ANY (ARRAY['SENT'::text, 'SKIPPED'::text, 'SUPPRESSED'::text, 'SUPERSEDED'::text]))
);

create table outcome_archive (
  archived_month date not null,
  reminder_id uuid not null,
  rung integer not null,
  state text not null,
  reason text,
  retry text not null,
  answered_at timestamp with time zone not null
) partition by RANGE (archived_month);
CREATE INDEX outcome_archive_reminder_id_idx ON ONLY public.outcome_archive USING btree (reminder_id);

create table owner (
  owner_id uuid not null,
  version integer not null,
  role text not null,
  team_id uuid,
  manager_id uuid,
  zone text not null,
  locale text not null,
  active boolean not null,
  constraint owner_pkey PRIMARY KEY (owner_id)
);
CREATE INDEX owner_by_role ON public.owner USING btree (role, owner_id) WHERE active;

create table process_lease (
  process_id uuid not null,
  until timestamp with time zone not null,
  constraint process_lease_pkey PRIMARY KEY (process_id)
);

create table relay_lease (
  name text not null,
  "position" bigint not null,
  holder uuid,
  epoch bigint not null,
  until timestamp with time zone not null,
  constraint relay_lease_pkey PRIMARY KEY (name)
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

create table sending_switch (
  scope text not null,
  mode text not null,
  reason text not null,
  turned_by text not null,
  turned_at timestamp with time zone not null,
  constraint sending_switch_pkey PRIMARY KEY (scope),
  constraint sending_switch_mode CHECK (mode = ANY (ARRAY['ON'::text, 'OFF'::text, 'DRY_RUN'::text]))
);

create table spend (
  provider text not null,
  month text not null,
  currency text not null,
  micros bigint not null,
  constraint spend_pkey PRIMARY KEY (provider, month, currency),
  constraint spend_month CHECK (month ~ '^\d{4}-\d{2}$'::text)
);

create table task (
  task_id uuid not null,
  kind text not null,
  state text not null,
  outcome text,
  opened_for text not null,
  customer_id uuid not null,
  message_id uuid,
  reminder_ids uuid[] not null,
  term_ids uuid[] not null,
  contract_ids uuid[] not null,
  addressee_kind text,
  addressee_id uuid,
  assignee_id uuid,
  assignee_role text not null,
  team_id uuid,
  reason text not null,
  title text not null,
  script text not null,
  note text not null default ''::text,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  useless_at timestamp with time zone,
  escalates_at timestamp with time zone,
  escalated_at timestamp with time zone,
  escalated_from uuid,
  closed_at timestamp with time zone,
  closed_by text,
  version integer not null default 1,
  look_at timestamp with time zone,
  constraint task_pkey PRIMARY KEY (task_id),
  constraint task_ended CHECK ((state = 'OPEN'::text) = (closed_at IS NULL) AND (state = 'DONE'::text) = (outcome IS NOT NULL)),
  constraint task_kind CHECK (kind = ANY (ARRAY['CONTACT'::text, 'SECOND_REMINDER'::text, 'PAYMENT_FAILED'::text, 'COMPLETE_CONTACT'::text])),
  constraint task_outcome CHECK (outcome = ANY (ARRAY['REACHED'::text, 'WILL_RENEW'::text, 'IN_PROCUREMENT'::text, 'WRONG_CONTACT'::text, 'NOT_RENEWING'::text, 'NO_ANSWER'::text])),
  constraint task_state CHECK (state = ANY (ARRAY['OPEN'::text, 'DONE'::text, 'CANCELLED'::text]))
);
CREATE INDEX task_assignee ON public.task USING btree (assignee_id, due_at, task_id);
CREATE INDEX task_customer ON public.task USING btree (customer_id, due_at, task_id);
CREATE INDEX task_due ON public.task USING btree (due_at, task_id);
CREATE INDEX task_look ON public.task USING btree (look_at, task_id) WHERE (look_at IS NOT NULL);
CREATE INDEX task_message ON public.task USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX task_open ON public.task USING btree (due_at, task_id) WHERE (state = 'OPEN'::text);
CREATE UNIQUE INDEX task_opened_for ON public.task USING btree (opened_for) WHERE ((kind <> 'COMPLETE_CONTACT'::text) OR (state = 'OPEN'::text));
CREATE INDEX task_term ON public.task USING gin (term_ids);

create table template (
  name text not null,
  channel text not null,
  locale text not null,
  version integer not null,
  subject text not null,
  text text not null,
  html text not null,
  saved_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  mjml text,
  constraint template_pkey PRIMARY KEY (name, channel, locale, version)
);

create table tombstone (
  reminder_id uuid not null,
  reason text not null,
  withdrawn_at timestamp with time zone not null,
  constraint tombstone_pkey PRIMARY KEY (reminder_id)
);

create table unknown_report (
  provider text not null,
  report_id text not null,
  channel text not null,
  named_by text not null,
  named text not null,
  kind text not null,
  closes_address boolean not null,
  detail text not null,
  happened_at timestamp with time zone,
  heard_at timestamp with time zone not null,
  tries integer not null default 0,
  next_try_at timestamp with time zone not null,
  constraint unknown_report_pkey PRIMARY KEY (provider, report_id),
  constraint unknown_report_named_by CHECK (named_by = ANY (ARRAY['PROVIDER_ID'::text, 'KEY'::text, 'ADDRESS'::text]))
);
CREATE INDEX unknown_report_due ON public.unknown_report USING btree (next_try_at);

create view attempt_all as
 SELECT attempt.attempt_id,
    attempt.message_id,
    attempt.n,
    attempt.provider,
    attempt.endpoint,
    attempt.lookup,
    attempt.idempotent,
    attempt.idempotency_key,
    attempt.state,
    attempt.started_at,
    attempt.ended_at,
    attempt.process_id,
    attempt.provider_message_id,
    attempt.detail,
    attempt.looked,
    attempt.text_revision,
    attempt.template_version,
    attempt.locale,
    attempt.content_hash,
    attempt.inputs,
    attempt.texts,
    attempt.address_hmac
   FROM attempt
UNION ALL
 SELECT attempt_archive.attempt_id,
    attempt_archive.message_id,
    attempt_archive.n,
    attempt_archive.provider,
    attempt_archive.endpoint,
    attempt_archive.lookup,
    attempt_archive.idempotent,
    attempt_archive.idempotency_key,
    attempt_archive.state,
    attempt_archive.started_at,
    attempt_archive.ended_at,
    attempt_archive.process_id,
    attempt_archive.provider_message_id,
    attempt_archive.detail,
    attempt_archive.looked,
    attempt_archive.text_revision,
    attempt_archive.template_version,
    attempt_archive.locale,
    attempt_archive.content_hash,
    attempt_archive.inputs,
    attempt_archive.texts,
    attempt_archive.address_hmac
   FROM attempt_archive;

create view dispatch_all as
 SELECT dispatch.reminder_id,
    dispatch.rung,
    dispatch.message_id,
    dispatch.term_id,
    dispatch.contract_id,
    dispatch.step,
    dispatch.template,
    dispatch.product,
    dispatch.last_day,
    dispatch.legal,
    dispatch.rungs,
    dispatch.window_closes_at,
    dispatch.state,
    dispatch.reason,
    dispatch.quote_version,
    dispatch.ended_at,
    dispatch.purpose,
    dispatch.last_step,
    dispatch.corrects_last_day
   FROM dispatch
UNION ALL
 SELECT dispatch_archive.reminder_id,
    dispatch_archive.rung,
    dispatch_archive.message_id,
    dispatch_archive.term_id,
    dispatch_archive.contract_id,
    dispatch_archive.step,
    dispatch_archive.template,
    dispatch_archive.product,
    dispatch_archive.last_day,
    dispatch_archive.legal,
    dispatch_archive.rungs,
    dispatch_archive.window_closes_at,
    dispatch_archive.state,
    dispatch_archive.reason,
    dispatch_archive.quote_version,
    dispatch_archive.ended_at,
    dispatch_archive.purpose,
    dispatch_archive.last_step,
    dispatch_archive.corrects_last_day
   FROM dispatch_archive;

create view evidence_all as
 SELECT evidence.evidence_id,
    evidence.message_id,
    evidence.provider,
    evidence.report_id,
    evidence.kind,
    evidence.grade,
    evidence.answer,
    evidence.detail,
    evidence.happened_at,
    evidence.heard_at,
    evidence.written_at
   FROM evidence
UNION ALL
 SELECT evidence_archive.evidence_id,
    evidence_archive.message_id,
    evidence_archive.provider,
    evidence_archive.report_id,
    evidence_archive.kind,
    evidence_archive.grade,
    evidence_archive.answer,
    evidence_archive.detail,
    evidence_archive.happened_at,
    evidence_archive.heard_at,
    evidence_archive.written_at
   FROM evidence_archive;

create view message_all as
 SELECT message.message_id,
    message.customer_id,
    message.addressee_kind,
    message.addressee_id,
    message.recipient_id,
    message.channel,
    message.state,
    message.reason,
    message.template,
    message.template_version,
    message.locale,
    message.content_hash,
    message.inputs,
    message.text_revision,
    message.frozen,
    message.retries,
    message.next_attempt_at,
    message.opened_at,
    message.released_at,
    message.window_closes_at,
    message.accepted_at,
    message.owner_id,
    message.team_id,
    message.texts,
    message.passed_over,
    message.failover_at
   FROM message
UNION ALL
 SELECT message_archive.message_id,
    message_archive.customer_id,
    message_archive.addressee_kind,
    message_archive.addressee_id,
    message_archive.recipient_id,
    message_archive.channel,
    message_archive.state,
    message_archive.reason,
    message_archive.template,
    message_archive.template_version,
    message_archive.locale,
    message_archive.content_hash,
    message_archive.inputs,
    message_archive.text_revision,
    message_archive.frozen,
    message_archive.retries,
    message_archive.next_attempt_at,
    message_archive.opened_at,
    message_archive.released_at,
    message_archive.window_closes_at,
    message_archive.accepted_at,
    message_archive.owner_id,
    message_archive.team_id,
    message_archive.texts,
    message_archive.passed_over,
    message_archive.failover_at
   FROM message_archive;

create view outcome_all as
 SELECT outcome.reminder_id,
    outcome.rung,
    outcome.state,
    outcome.reason,
    outcome.retry,
    outcome.answered_at
   FROM outcome
UNION ALL
 SELECT outcome_archive.reminder_id,
    outcome_archive.rung,
    outcome_archive.state,
    outcome_archive.reason,
    outcome_archive.retry,
    outcome_archive.answered_at
   FROM outcome_archive;

CREATE OR REPLACE FUNCTION public.outbox_next_id()
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
      begin
        perform pg_current_xact_id();
        return nextval('outbox_id_seq');
      end $function$;
