import type { Breakage } from './breakage.js';
import { MONEY } from './money-breakages.js';
import { SILENCE } from './silence-breakages.js';
import { TASK_BREAKAGES } from './task-breakages.js';
import { TERM_BREAKAGES } from './term-breakages.js';

const SENT = `(select reminder_id from reminder r join term t using (term_id) where r.state = 'SENT' and not t.closed order by 1 limit 1)`;
const ATTEMPT = `(select attempt_id from attempt where state = 'ACCEPTED' order by attempt_id limit 1)`;
const copyOfAttempt = (changes: string): string =>
  `create temp table copied as select * from attempt where attempt_id = ${ATTEMPT}; update copied set attempt_id = gen_random_uuid(), n = 2, ${changes}; insert into attempt select * from copied`;

const SENDING: readonly Breakage[] = [
  {
    invariant: 'quiet-after-renewal',
    what: 'a guard that was closed before the attempt',
    says: /started after term/,
    sql: { delivery: `update guard set closed_at = closed_at - interval '1 day' where closed` },
  },
  {
    invariant: 'quiet-after-renewal',
    what: 'a cause, undone since, under which an attempt was made',
    says: /started after term/,
    sql: {
      delivery: `insert into closure (term_id, cause, closed_at, undone_by, undone_at) select d.term_id, 'payment:x', a.started_at - interval '1 ms', 'y', a.started_at + interval '1 ms'
      from attempt a join dispatch d using (message_id) where a.attempt_id = ${ATTEMPT}`,
    },
  },
  {
    invariant: 'nothing-lost',
    what: 'a due reminder that was never released',
    says: /is due and still PLANNED/,
    sql: { scheduling: `update reminder set state = 'PLANNED', waiting = true where reminder_id = ${SENT}` },
  },
  {
    invariant: 'nothing-lost',
    what: 'a reminder held beyond its window',
    says: /still HELD 72 h after/,
    sql: {
      scheduling: `update reminder set state = 'HELD', waiting = true, due_at = due_at + interval '10 years', closes_at = closes_at - interval '30 days' where reminder_id = ${SENT}`,
    },
  },
  {
    invariant: 'nothing-lost',
    what: 'an outcome that scheduling never got',
    says: /is released and delivery does not carry it/,
    sql: { scheduling: `update reminder set state = 'RELEASED' where reminder_id = ${SENT}` },
  },
  {
    invariant: 'no-double-send',
    what: 'a second acceptance',
    says: /was accepted twice/,
    sql: { delivery: copyOfAttempt(`state = 'ACCEPTED'`) },
  },
  {
    invariant: 'no-double-send',
    what: 'a mail tried again that may have arrived',
    says: /tried again although/,
    sql: { delivery: copyOfAttempt(`state = 'AMBIGUOUS'`) },
  },
  {
    invariant: 'no-double-send',
    what: 'a repeat under another key',
    says: /another idempotency key/,
    sql: { delivery: copyOfAttempt(`state = 'AMBIGUOUS', provider = 'http', idempotency_key = 'other'`) },
  },
  {
    invariant: 'no-double-send',
    what: 'a step sent twice for one date',
    says: /was sent twice to an addressee/,
    sql: {
      scheduling: `update reminder r set step = o.step, node_date = o.node_date from reminder o where o.reminder_id = ${SENT} and r.term_id = o.term_id and r.state = 'SENT'`,
    },
  },
  {
    invariant: 'one-channel-wins',
    what: 'a second outcome by another channel',
    says: /more than one outcome: .*CHANNEL_EMAIL, .*CHANNEL_SMS/,
    sql: {
      delivery: `update outbox o set data = replace((select data from outbox where type = 'delivery.outcome' order by id limit 1), 'CHANNEL_EMAIL', 'CHANNEL_SMS')
      where type = 'delivery.outcome' and id = (select max(id) from outbox where type = 'delivery.outcome')`,
    },
  },
  {
    invariant: 'one-channel-wins',
    what: 'a reminder that rode on two channels',
    says: /accepted on two channels/,
    sql: {
      delivery: `alter table dispatch drop constraint dispatch_pkey; create temp table m as select * from message where state = 'ACCEPTED' order by message_id limit 1;
      create temp table d as select * from dispatch where message_id = (select message_id from m); update m set message_id = gen_random_uuid(), channel = 'SMS';
      update d set message_id = (select message_id from m);
      insert into message select * from m; insert into dispatch select * from d`,
    },
  },
  {
    invariant: 'one-channel-wins',
    what: 'a reminder that went on after a rung of which nobody knows',
    says: /may have been sent/,
    sql: {
      delivery: `insert into dispatch select (jsonb_populate_record(d, '{"rung": 7, "state": "UNCERTAIN"}')).* from dispatch d
      where state = 'SENT' order by reminder_id limit 1`,
    },
  },
  {
    invariant: 'breaker-respected',
    what: 'a call to a provider whose breaker is open',
    says: /while it was open/,
    sql: {
      delivery: `create temp table a as select t.* from attempt t where t.state = 'ACCEPTED' and not exists (
        select from dispatch d join closure c using (term_id) where d.message_id = t.message_id) order by t.attempt_id limit 1;
      update outbox o set type = 'provider.changed', data = (select json_build_object('provider', provider,
        'processId', process_id, 'state', 'OPEN')::text from a)
      where id = (select max(id) from outbox where type = 'delivery.outcome');
      update attempt set started_at = (select time + interval '3 seconds' from outbox where type = 'provider.changed'
        order by id desc limit 1) where attempt_id = (select attempt_id from a)`,
    },
  },
  {
    invariant: 'consent-at-send',
    what: 'a message to somebody who had opted out',
    says: /had opted out/,
    sql: {
      delivery: `insert into opt_out (address_hmac, channel, recipient_id, customer_id, opted_out_at)
      select 'x', channel, recipient_id, customer_id, accepted_at - interval '1 day' from message where state = 'ACCEPTED' order by message_id limit 1`,
    },
  },
  {
    invariant: 'consent-at-send',
    what: 'a message before its window opened',
    says: /outside the window/,
    sql: {
      delivery: `update dispatch set rungs = jsonb_set(rungs, '{0,windowOpensAt}', '"2999-01-01T00:00:00Z"') where reminder_id = (select min(reminder_id::text)::uuid from dispatch where state = 'SENT')`,
    },
  },
  {
    invariant: 'consent-at-send',
    what: 'a fourth message within a week',
    says: /more than 3 messages in 7 days/,
    sql: {
      scheduling: `insert into send (message_id, recipient_id, customer_id, audience, at, legal, counts) select gen_random_uuid(), s.recipient_id, s.customer_id, s.audience, s.at + n * interval '1 day', false, true
      from (select recipient_id, customer_id, audience, at from send where audience = 'CUSTOMER' order by at limit 1) s, generate_series(1, 3) n`,
    },
  },
];

const PLANNING: readonly Breakage[] = [
  {
    invariant: 'tombstone',
    what: 'a closed term with planned reminders',
    says: /waits although term/,
    sql: {
      scheduling: `insert into closure (term_id, cause, closed_at) select term_id, 'payment:x', now() from reminder where state = 'PLANNED' limit 1`,
    },
  },
  {
    invariant: 'next-term-lives',
    what: 'an open term that is silenced',
    says: /is silenced in scheduling/,
    sql: {
      scheduling: `update term set closed = true where term_id = (select term_id from reminder where state = 'PLANNED' limit 1)`,
    },
  },
  {
    invariant: 'next-term-lives',
    what: 'an announced term without a plan',
    says: /was announced and has no plan/,
    sql: { contracts: `update term set expiring_at = now() where expiring_at is null` },
  },
  {
    invariant: 'next-term-lives',
    what: 'a renewed term without a next one',
    says: /has no next term/,
    sql: {
      contracts: `update term set state = 'RENEWED' where expiring_at is null`,
      scheduling: `update term set state = 'RENEWED' where not expiring`,
      payments: `update term set state = 'RENEWED' where not expiring`,
    },
  },
  {
    invariant: 'in-order',
    what: 'a replica at an older version',
    says: /scheduling has term .* at version/,
    sql: {
      scheduling: `update term set version = version + 1 where term_id = (select min(term_id::text)::uuid from term)`,
    },
  },
  {
    invariant: 'in-order',
    what: 'a replica that lacks a term',
    says: /payments does not know term/,
    sql: { payments: `delete from term where not expiring` },
  },
  {
    invariant: 'in-order',
    what: 'a stale tier',
    says: /in tier trial, contracts in/,
    sql: {
      scheduling: `update customer set tier = 'trial' where customer_id = (select min(customer_id::text)::uuid from customer)`,
    },
  },
  {
    invariant: 'in-order',
    what: 'two events of a customer the wrong way round',
    says: /first appears in perennial.contracts.* behind contracts-/,
    sql: {
      events: `create temp table pair as select key, min(record_offset) as a, max(record_offset) as b from log_record where topic = 'perennial.contracts' group by key order by key limit 1;
      update log_record r set headers = o.headers from log_record o, pair p where r.topic = 'perennial.contracts'
      and o.topic = r.topic and o.partition = r.partition and r.key = p.key
        and ((r.record_offset = p.a and o.record_offset = p.b) or (r.record_offset = p.b and o.record_offset = p.a))`,
    },
  },
  {
    invariant: 'in-order',
    what: 'a customer in two partitions',
    says: /lies in partitions/,
    sql: {
      events: `create temp table stray as select * from log_record where topic = 'perennial.reminders' limit 1; update stray set partition = (partition + 1) % 12;
      update stray s set record_offset = h.next_offset from log_head h where h.topic = s.topic and h.partition = s.partition;
      update log_head h set next_offset = h.next_offset + 1 from stray s where h.topic = s.topic
      and h.partition = s.partition; insert into log_record select * from stray`,
    },
  },
  {
    invariant: 'explained',
    what: 'an altered decision',
    says: /the ledger of term .* is broken/,
    sql: {
      scheduling: `update decision set facts = facts || ' ' where term_id = (select min(term_id::text)::uuid from decision) and seq = 1`,
    },
  },
  {
    invariant: 'explained',
    what: 'a ledger that was cut',
    says: /the ledger of term .* is broken/,
    sql: {
      scheduling: `delete from decision d using term t where t.term_id = d.term_id and d.seq = t.decision_seq and t.term_id = (select min(term_id::text)::uuid from decision)`,
    },
  },
  {
    invariant: 'explained',
    what: 'a reminder that nobody decided',
    says: /has no decision/,
    sql: { scheduling: `delete from decision where reminder_id = ${SENT}` },
  },
];

const LOG: readonly Breakage[] = [
  {
    invariant: 'outbox-equals-log',
    what: 'a row that was never published',
    says: /is committed and not in the log/,
    sql: {
      events: `delete from log_record where (topic, partition, record_offset) in (select topic, partition, record_offset from log_record order by topic, partition, record_offset limit 1)`,
    },
  },
  {
    invariant: 'outbox-equals-log',
    what: 'an event that was published and rolled back',
    says: /is in the log and not committed/,
    sql: { contracts: `delete from outbox where id = (select max(id) from outbox)` },
  },
  {
    invariant: 'outbox-equals-log',
    what: 'an event beyond what an emptied outbox ever had',
    says: /is in the log and not committed/,
    sql: { payments: `truncate outbox; select setval('outbox_id_seq', 1, false)` },
  },
  {
    invariant: 'outbox-equals-log',
    what: 'a relay that will pass by the next events',
    says: /the relay of scheduling stands at .*, ahead of id/,
    sql: { scheduling: `update relay_lease set position = position + 1` },
  },
];

/** For each promise at least one way to break it; a query that none of them can redden proves nothing. */
export const BREAKAGES: readonly Breakage[] = [
  ...SENDING,
  ...PLANNING,
  ...SILENCE,
  ...LOG,
  ...MONEY,
  ...TERM_BREAKAGES,
  ...TASK_BREAKAGES,
];
