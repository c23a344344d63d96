import { timestamptz } from '@perennial/database/parameters';
import { IN_FLIGHT_MS } from './in-flight.js';
import type { Invariant } from './invariant.js';
import { NO_ID, PAGE, pages } from './rows.js';

/**
 * No provider call starts after delivery recorded that a term is closed. Both instants were taken under the guard's
 * lock.
 */
export const quietAfterRenewal: Invariant = {
  name: 'quiet-after-renewal',
  promise: 'no provider call starts after delivery recorded that the term is closed',
  harm: 'afterClosing',
  async check({ delivery }, { provider }) {
    // Whose text went out is in the attempt's inputs: a dispatch that was dropped before is in no later text.
    const rows = await delivery.query<{ id: string; term_id: string }>(
      `select distinct a.attempt_id as id, d.term_id from attempt_all a
       join dispatch_all d on d.message_id = a.message_id
         join (select term_id, closed_at, undone_at from closure where closed_at is not null union all
         select term_id, closed_at, null from guard where closed) c on c.term_id = d.term_id
       where a.state <> 'EXPIRED' and a.started_at > c.closed_at and (c.undone_at is null or a.started_at < c.undone_at)
       and jsonb_exists(a.inputs, d.term_id::text)`,
      [],
    );
    return [
      ...rows.map((row) => `attempt ${row.id} started after term ${row.term_id} was closed`),
      ...provider.afterClosing,
    ];
  },
};

export const nothingLost: Invariant = {
  name: 'nothing-lost',
  promise: 'every due, unsuppressed reminder ends in a terminal state',
  harm: 'lost',
  async check({ scheduling, delivery, now }, { provider }) {
    const late = await scheduling.query<{ reminder_id: string; state: string }>(
      `select reminder_id, state from reminder where state in ('PLANNED', 'HELD', 'RELEASED')
       and closes_at + interval '72 hours' < $1`,
      [timestamptz(now)],
    );
    const overdue = await scheduling.query<{ reminder_id: string; state: string }>(
      `select r.reminder_id, r.state from reminder r join term t using (term_id) where r.state in ('PLANNED', 'HELD')
       and r.due_at < $1::timestamptz - interval '1 hour' and not t.closed`,
      [timestamptz(now)],
    );
    const released: string[] = [];
    for await (const page of pages<{ reminder_id: string }>((after) =>
      scheduling.query(
        `select reminder_id from reminder where state = 'RELEASED' and reminder_id > $1 order by reminder_id
         limit ${PAGE}`,
        [after?.reminder_id ?? NO_ID],
      ),
    )) {
      const dropped = await delivery.query<{ id: string }>(
        `select r.id from unnest($1::uuid[]) as r(id)
         where not exists (select from dispatch d where d.reminder_id = r.id and d.state = 'RIDING')`,
        [page.map((row) => row.reminder_id)],
      );
      released.push(...dropped.map((row) => `reminder ${row.id} is released and delivery does not carry it`));
    }
    return [
      ...late.map((row) => `reminder ${row.reminder_id} is still ${row.state} 72 h after its window closed`),
      ...overdue.map((row) => `reminder ${row.reminder_id} is due and still ${row.state}`),
      ...released,
      ...provider.lost,
    ];
  },
};

export const noDoubleSend: Invariant = {
  name: 'no-double-send',
  promise: 'at most one accepted message per reminder and channel; retries reuse the idempotency key',
  harm: 'doubled',
  async check({ delivery, scheduling }, { provider }) {
    const twice = await delivery.query<{ message_id: string }>(
      `select message_id from attempt_all where state = 'ACCEPTED' group by message_id having count(*) > 1`,
      [],
    );
    const uncertain = await delivery.query<{ message_id: string }>(
      `select message_id from attempt_all where state in ('ACCEPTED', 'AMBIGUOUS') and not idempotent
       group by message_id having count(*) > 1`,
      [],
    );
    const keys = await delivery.query<{ message_id: string }>(
      `select message_id from attempt_all where state in ('ACCEPTED', 'AMBIGUOUS') group by message_id
       having count(distinct idempotency_key) > 1`,
      [],
    );
    const again = await scheduling.query<{ term_id: string; step: string }>(
      `select term_id, step from reminder_all where state = 'SENT'
       group by term_id, step, audience, addressee_kind, addressee_id, track, escalation, node_date
       having count(*) > 1`,
      [],
    );
    return [
      ...twice.map((row) => `message ${row.message_id} was accepted twice`),
      ...uncertain.map((row) => `message ${row.message_id} was tried again although it may have been accepted`),
      ...keys.map(
        (row) =>
          `message ${row.message_id} was tried again under another idempotency key although it may have been accepted`,
      ),
      ...again.map((row) => `step ${row.step} of term ${row.term_id} was sent twice to an addressee for one date`),
      ...provider.doubled,
    ];
  },
};

export const oneChannelWins: Invariant = {
  name: 'one-channel-wins',
  promise: 'one track of a reminder never yields two accepted channels; it has one outcome',
  harm: 'doubled',
  async check({ delivery }) {
    const channels = await delivery.query<{ reminder_id: string }>(
      `select d.reminder_id from dispatch_all d join message_all m using (message_id) where m.state = 'ACCEPTED'
       and d.state = 'SENT' group by d.reminder_id having count(distinct m.channel) > 1`,
      [],
    );
    // Of a rung that may have been sent nobody knows; the next one would be a second.
    const unknown = await delivery.query<{ reminder_id: string }>(
      `select reminder_id from dispatch_all where state in ('SENT', 'UNCERTAIN') group by reminder_id having count(*) > 1`,
      [],
    );
    // A dispatch keeps the last rung of its reminder; what was answered for an earlier one is in the outbox.
    const outcomes = await delivery.query<{ reminder_id: string; outcomes: string }>(
      `select o.reminder_id, string_agg(distinct o.answer, ', ') as outcomes
       from (select data::json ->> 'reminderId' as reminder_id, concat_ws(' by ', data::json ->> 'state',
       data::json ->> 'channel') as answer
             from outbox where type = 'delivery.outcome' and not restated) o
       group by o.reminder_id having count(*) > 1`,
      [],
    );
    return [
      ...channels.map((row) => `reminder ${row.reminder_id} was accepted on two channels`),
      ...unknown.map((row) => `reminder ${row.reminder_id} went on after a rung that may have been sent`),
      ...outcomes.map((row) => `reminder ${row.reminder_id} has more than one outcome: ${row.outcomes}`),
    ];
  },
};

export const breakerRespected: Invariant = {
  name: 'breaker-respected',
  promise: 'while the breaker of a provider is open in a process, that process calls it for one probe at most',
  harm: 'other',
  async check({ delivery }) {
    // A call may go out for 2 s after its attempt was written, and a probe is written right before its breaker says so.
    const rows = await delivery.query<{ provider: string; process_id: string; calls: number }>(
      `select c.provider, c.process_id, count(*)::int as calls
       from (select data::json ->> 'provider' as provider, data::json ->> 'processId' as process_id,
               data::json ->> 'state' as state, time as opened_at,
               lead(time) over (partition by data::json ->> 'provider', data::json ->> 'processId' order by id) as until
             from outbox where type = 'provider.changed' and not restated and data::json ->> 'processId' <> '') c
         join attempt_all a on a.provider = c.provider and a.process_id::text = c.process_id
           and a.started_at > c.opened_at + interval '2 seconds'
           and (c.until is null or a.started_at < c.until - interval '1 second')
       where c.state = 'OPEN' group by c.provider, c.process_id, c.opened_at`,
      [],
    );
    return rows.map((row) => `process ${row.process_id} made ${row.calls} calls to ${row.provider} while it was open`);
  },
};

export const consentAtSend: Invariant = {
  name: 'consent-at-send',
  promise: 'opt-out, caps and quiet hours hold at the moment of the call',
  harm: 'other',
  async check({ delivery, scheduling }) {
    const answered = `make_interval(secs => ${IN_FLIGHT_MS / 1_000})`;
    const optedOut = await delivery.query<{ id: string }>(
      // Legal notices ignore opt-outs, colleagues are told because it is their work, and for one customer the choice
      // that came after that for all counts.
      `select m.message_id as id from message_all m join (
         select recipient_id, channel, opted_out_at, undone_at, null::uuid as customer_id from opt_out union all
         select recipient_id, channel, opted_out_at, undone_at, customer_id from customer_opt_out) o
       on o.recipient_id = m.recipient_id and o.channel = m.channel
         and (o.customer_id is null or o.customer_id = m.customer_id)
       where m.state = 'ACCEPTED' and m.accepted_at > o.opted_out_at + ${answered}
         and (o.undone_at is null or m.accepted_at < o.undone_at) and m.addressee_kind = 'CONTACT'
         and exists (select from dispatch_all d where d.message_id = m.message_id and d.state = 'SENT' and not d.legal)
         and not exists (select from customer_opt_out c where o.customer_id is null
           and c.recipient_id = m.recipient_id and c.channel = m.channel and c.customer_id = m.customer_id
           and c.undone_at between o.opted_out_at and m.accepted_at)`,
      [],
    );
    // A person keeps hours of his own, and his message is accepted when he says so.
    const quiet = await delivery.query<{ id: string; reminder_id: string }>(
      `select m.message_id as id, d.reminder_id from dispatch_all d join message_all m using (message_id),
       lateral (select d.rungs -> d.rung as used) r
       where m.state = 'ACCEPTED' and d.state = 'SENT' and m.channel <> 'TASK'
         and used ->> 'channel' = 'CHANNEL_' || m.channel
         and (m.accepted_at < (used ->> 'windowOpensAt')::timestamptz
         or m.accepted_at > (used ->> 'windowClosesAt')::timestamptz + ${answered})`,
      [],
    );
    const capped = await scheduling.query<{ recipient_id: string }>(
      // Parts of one merge count once; for each customer of an address apart; last steps go above the cap, also above
      // what is released with them and accepted a moment later.
      `select distinct recipient_id from (
         select recipient_id, at, exempt,
           lag(at, 3) over (partition by recipient_id, customer_id order by day, exempt, at) as fourth
         from (select recipient_id, customer_id, min(at) as at, coalesce(local_day, min(at)::date) as day,
             coalesce(bool_or(cap_exempt), false) as exempt
           from send_all where counts and not legal and audience = 'CUSTOMER'
           group by recipient_id, customer_id, coalesce(channel_plan, message_id::text), local_day) m) s
       where at - fourth < interval '7 days' and not exempt`,
      [],
    );
    return [
      ...optedOut.map((row) => `message ${row.id} was accepted after its recipient had opted out`),
      ...quiet.map((row) => `message ${row.id} was accepted outside the window of reminder ${row.reminder_id}`),
      ...capped.map((row) => `recipient ${row.recipient_id} got more than 3 messages in 7 days`),
    ];
  },
};

/** What nobody but the provider can tell; what else its record shows belongs to the promises above. */
export const providerAgrees: Invariant = {
  name: 'provider-agrees',
  promise: 'what the provider took is what delivery knows, or counts as uncertain',
  harm: 'other',
  check: (_system, { provider }) => Promise.resolve([...provider.unknown]),
};
