import type { Database } from '@perennial/database/database';

/** Steps of the standard policy, in days before the last day. */
const NODES = `(values (60, 'T-60/first-notice'), (30, 'T-30/reminder'), (15, 'T-15/reminder'), (7, 'T-7/last-warning'),
  (1, 'T-1/last-warning')) as s(node, step)`;
const RUNGS = `[{"channel": "CHANNEL_EMAIL", "template": "reminder", "opensAt": "2026-01-05T09:00:00Z",
  "closesAt": "2026-01-12T09:00:00Z", "windowOpensAt": "2026-01-05T09:00:00Z", "windowClosesAt": "2026-01-05T18:00:00Z"}]`;
const FACTS = `{"closesAt":"2026-01-12T09:00:00Z","nodeDate":"2026-01-05","opensAt":"2026-01-05T09:00:00Z",
  "recipient":"00000000-0000-4000-8000-000000000000","step":"T-30/reminder","zone":"Europe/Berlin"}`;

/**
 * Writes two years of a portfolio, four contracts a customer: of each contract two terms that were renewed after three
 * of five reminders, and a live one whose last day lies within a year. The ledger has what planning, releases, outcomes
 * and the closing write; its hashes are none.
 */
export async function fillScheduling(database: Database, contracts: number): Promise<void> {
  for (const text of [TERMS, REMINDERS, DECISIONS, SENDS, RECIPIENTS, CLOSURES])
    await database.execute(text, [contracts]);
}

/** The column set of a term's place in the portfolio: contract n, term k (0 and 1 are over, 2 lives). */
const PLACES = `(select n, k, md5('c' || n)::uuid as contract_id, md5('u' || n / 4)::uuid as customer_id,
    md5('t' || n || '.' || k)::uuid as term_id, (current_date + n % 365 - (2 - k) * 365)::date as last_day
  from generate_series(1, $1::int) n, generate_series(0, 2) k) p`;

const TERMS = `
  insert into term (term_id, contract_id, customer_id, number, start, last_day, zone, currency, amount_minor, state,
    version, expiring, closed, decision_seq, decision_hash, plan_hash)
  select term_id, contract_id, customer_id, k + 1, last_day - 364, last_day, 'Europe/Berlin', 'EUR', 120000,
    case when k < 2 then 'RENEWED' else 'OPEN' end, 3, true, k < 2, 15, md5('h' || n || k) || md5(n || 'h' || k), md5('p')
  from ${PLACES} on conflict do nothing`;

const REMINDERS = `
  insert into reminder (reminder_id, term_id, contract_id, customer_id, addressee_kind, addressee_id, recipient_id, step,
    node, node_date, audience, track, escalation, occurrence, state, waiting, reason, rungs, legal, zone, window_from,
    window_to, window_days, opens_at, closes_at, due_at, policy, policy_version, planned_at, message_id, released_at,
    sent_at, ended_at, retry)
  select md5(term_id || s.step)::uuid, term_id, contract_id, customer_id, 'CONTACT', customer_id, customer_id, s.step,
    s.node, last_day - s.node, 'CUSTOMER', 0, 0, 0, state, state = 'PLANNED', '', '${RUNGS}', false, 'Europe/Berlin', 540,
    1080, 'workdays', at, at + interval '7 days', at, 'standard', 1, at - interval '300 days',
    case when state = 'SENT' then md5(term_id || 'm' || s.node)::uuid end, case when state = 'SENT' then at end,
    case when state = 'SENT' then at + interval '2 s' end, case when state <> 'PLANNED' then at end,
    case when state = 'SENT' then 'NEVER' end
  from ${PLACES}, ${NODES}, lateral (select (last_day - s.node)::timestamptz + interval '9 hours' as at) w,
    lateral (select case when w.at > now() + interval '1 day' then 'PLANNED' when s.node >= 15 then 'SENT'
      else 'SUPPRESSED' end as state) e on conflict do nothing`;

const DECISIONS = `
  insert into decision (term_id, seq, prev_hash, hash, kind, reminder_id, reason, decided_at, facts)
  select term_id, seq, md5(term_id || 'a' || seq) || md5(term_id || 'b' || seq),
    md5(term_id || 'b' || seq) || md5(term_id || 'a' || seq), 'PLANNED',
    (select md5(p.term_id || s.step)::uuid from ${NODES} order by s.node desc offset seq % 5 limit 1), 'WANTED',
    last_day::timestamptz - interval '60 days', '${FACTS}'
  from ${PLACES}, generate_series(1, case when k < 2 then 15 else 6 end) seq on conflict do nothing`;

const SENDS = `
  insert into send (message_id, recipient_id, audience, at, accepted_at, legal, counts)
  select message_id, recipient_id, audience, due_at, sent_at, legal, true from reminder
  where message_id is not null and $1::int > 0 on conflict do nothing`;

const RECIPIENTS = `
  insert into recipient (recipient_id) select distinct recipient_id from reminder where $1::int > 0 on conflict do nothing`;

const CLOSURES = `
  insert into closure (term_id, cause, closed_at)
  select term_id, 'payment:' || contract_id, last_day::timestamptz - interval '10 days' from term
  where closed and $1::int > 0 on conflict do nothing`;

/** From now on the terms that are over are due for the archive. */
export async function endTerms(database: Database): Promise<void> {
  await database.execute('update term set ended_on = last_day where closed and ended_on is null', []);
}
