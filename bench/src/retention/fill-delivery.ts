import type { Database } from '@perennial/database/database';

const RUNGS = `[{"channel": "CHANNEL_EMAIL", "template": "reminder", "opensAt": "2026-01-05T09:00:00Z",
  "closesAt": "2026-01-12T09:00:00Z", "windowOpensAt": "2026-01-05T09:00:00Z", "windowClosesAt": "2026-01-05T18:00:00Z"}]`;

/** Three messages that were sent of each term that is over, and one of each live term, in two years of a portfolio. */
const MESSAGES = `(select n, k, j, md5('u' || n / 4)::uuid as customer_id, md5('c' || n)::uuid as contract_id,
    md5('t' || n || '.' || k)::uuid as term_id, md5('m' || n || '.' || k || '.' || j)::uuid as message_id,
    md5('r' || n || '.' || k || '.' || j)::uuid as reminder_id,
    (current_date + n % 365 - (2 - k) * 365)::date as last_day
  from generate_series(1, $1::int) n, generate_series(0, 2) k, generate_series(0, 2) j where k < 2 or j = 0) p`;
const AT = `least(last_day::timestamptz - (60 - j * 20) * interval '1 day' + interval '9 hours', now() - interval '1 day')`;
const HASH = `md5(message_id::text) || md5('x' || message_id)`;
const INPUTS = `json_build_object(term_id, json_build_object('version', 1, 'currency', 'EUR', 'minor', '120000',
  'payToken', '${HASH}'))::jsonb`.replace(`'${HASH}'`, HASH);

const STATEMENTS = [
  `insert into guard (term_id, closed, closed_at)
   select distinct term_id, k < 2, case when k < 2 then last_day::timestamptz - interval '10 days' end from ${MESSAGES}
   on conflict do nothing`,
  `insert into closure (term_id, cause, closed_at)
   select term_id, 'payment:' || term_id, closed_at from guard where closed and $1::int > 0 on conflict do nothing`,
  `insert into message (message_id, customer_id, addressee_kind, addressee_id, recipient_id, channel, state, template,
     template_version, locale, content_hash, inputs, frozen, opened_at, released_at, window_closes_at, accepted_at)
   select message_id, customer_id, 'CONTACT', customer_id, customer_id, 'EMAIL', 'ACCEPTED', 'reminder', 1, 'en',
     ${HASH}, ${INPUTS}, true, ${AT}, ${AT}, ${AT} + interval '9 hours', ${AT} + interval '2 s'
   from ${MESSAGES} on conflict do nothing`,
  `insert into dispatch (reminder_id, rung, message_id, term_id, contract_id, step, template, product, last_day, legal,
     rungs, window_closes_at, state, quote_version, ended_at)
   select reminder_id, 0, message_id, term_id, contract_id, 'T-30/reminder', 'reminder', 'Suite', last_day, false,
     '${RUNGS}', ${AT} + interval '9 hours', 'SENT', 1, ${AT} from ${MESSAGES} on conflict do nothing`,
  `insert into outcome (reminder_id, rung, state, retry, answered_at)
   select reminder_id, 0, 'SENT', 'NEVER', ${AT} from ${MESSAGES} on conflict do nothing`,
  `insert into attempt (attempt_id, message_id, n, provider, endpoint, lookup, idempotent, idempotency_key, state,
     started_at, ended_at, process_id, provider_message_id, looked, text_revision, template_version, locale,
     content_hash, inputs)
   select md5('a' || message_id)::uuid, message_id, 1, 'smtp', 'smtp://mail.example:25', false, false,
     message_id || '.1', 'ACCEPTED', ${AT}, ${AT} + interval '40 ms', customer_id, '<' || message_id || '@example>', true,
     1, 1, 'en', ${HASH}, ${INPUTS} from ${MESSAGES} on conflict do nothing`,
];

/** Writes delivery's part of two years of a portfolio: what was sent, with one call each. */
export async function fillDelivery(database: Database, contracts: number): Promise<void> {
  for (const text of STATEMENTS) await database.execute(text, [contracts]);
}

/** From now on the terms that are over are due for the archive. */
export async function endGuards(database: Database): Promise<void> {
  await database.execute(
    `update guard g set ended_on = d.last_day from (select term_id, max(last_day) as last_day from dispatch group by term_id) d
     where d.term_id = g.term_id and g.closed and g.ended_on is null`,
    [],
  );
}
