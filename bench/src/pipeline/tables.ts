/** An outbox whose ids a relay can cut: the transaction id is drawn before the sequence. And an inbox. */
const EVENTS = `
  create sequence outbox_id as bigint;
  create function outbox_next_id() returns bigint language plpgsql volatile as $$ begin perform pg_current_xact_id(); return nextval('outbox_id'); end $$;
  create table outbox (id bigint primary key default outbox_next_id(),
  time timestamptz not null default clock_timestamp(), key text not null, data text not null);
  create table relay (position bigint not null);
  insert into relay values (0);
  create table inbox (event_id text primary key);`;

export const SCHEDULER_TABLES = `${EVENTS}
  create table reminder (id uuid primary key, customer_id uuid not null, term_id uuid not null,
  due_at timestamptz not null, state text not null, released_at timestamptz, ended_at timestamptz);
  create index reminder_due on reminder (due_at) where state = 'DUE';`;

export const SENDER_TABLES = `${EVENTS}
  create table dispatch (reminder_id uuid primary key, message_id uuid not null, term_id uuid not null,
  customer_id uuid not null, state text not null, ended_at timestamptz);
  create table attempt (id uuid primary key, message_id uuid not null, state text not null,
  started_at timestamptz not null default clock_timestamp(), ended_at timestamptz, provider_message_id text);`;

export const TOPICS = { due: 'pipeline.due', outcome: 'pipeline.outcome' } as const;
export const PARTITIONS = 12;
/** Rows of a claim, records of a publication, events of a transaction. */
export const BATCH = 1_000;

export interface Due {
  readonly messageId: string;
  readonly reminderId: string;
  readonly customerId: string;
  readonly termId: string;
  /** As long as the rest of our event: rungs, windows, template. */
  readonly rungs: readonly {
    readonly channel: string;
    readonly opensAt: string;
    readonly closesAt: string;
    readonly template: string;
    readonly locale: string;
  }[];
}

export interface Outcome {
  readonly reminderId: string;
  readonly state: 'SENT';
  readonly providerMessageId: string;
}
