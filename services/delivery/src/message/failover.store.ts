import type { Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import { RUNG_CHANNELS, type NextDispatch, type NextMessage } from './failover.js';

const KNOWN = `array[${RUNG_CHANNELS.map((channel) => `'${channel}'`).join(', ')}]`;

/** Index of the rung behind the one of dispatch `d`; null without one. Few ladders have more than one rung. */
export const NEXT_RUNG = `case when jsonb_array_length(d.rungs) > d.rung + 1 then (
    select min(i)::int - 1 from jsonb_array_elements(d.rungs) with ordinality as r(rung, i)
    where i > d.rung + 1 and r.rung ->> 'channel' = any(${KNOWN})) end`;

/** Whether a rung is left behind the one of dispatch `d`. */
export const FURTHER = `((${NEXT_RUNG}) is not null)`;

const DAY_MORE = `interval '1 day'`;

/**
 * Writes what rides on the next rung; the locks of the messages that it left are held. A task may be opened at any hour
 * and until its step closes, a message within its window.
 */
export async function insertFailedOver(
  tx: Transaction,
  messages: readonly NextMessage[],
  dispatches: readonly NextDispatch[],
  now: Instant,
): Promise<void> {
  if (messages.length === 0) return;
  const closes = (d: string, rung: string): string => {
    const field = (name: string) => `(${d}.rungs -> ${rung} ->> '${name}')::timestamptz`;
    return `case when ${d}.rungs -> ${rung} ->> 'channel' = 'CHANNEL_TASK'
      then greatest(${field('closesAt')}, $1::timestamptz + ${DAY_MORE}) else ${field('windowClosesAt')} end`;
  };
  await tx.execute(
    `with riding as (
       insert into dispatch (reminder_id, rung, message_id, term_id, contract_id, step, template, product, last_day, legal,
         rungs, window_closes_at, purpose, last_step, corrects_last_day, state)
       select d.reminder_id, n.rung, n.message_id, d.term_id, d.contract_id, d.step, d.rungs -> n.rung ->> 'template',
         d.product, d.last_day, d.legal, d.rungs, ${closes('d', 'n.rung')}, d.purpose, d.last_step, d.corrects_last_day,
         'RIDING'
       from unnest($2::uuid[], $3::uuid[], $4::int[], $5::uuid[]) as n(reminder_id, from_message, rung, message_id)
         join dispatch d on d.reminder_id = n.reminder_id and d.message_id = n.from_message
       order by d.reminder_id on conflict do nothing
       returning message_id, template, window_closes_at, last_day
     )
     insert into message (message_id, customer_id, addressee_kind, addressee_id, recipient_id, channel, state, template,
       next_attempt_at, opened_at, released_at, window_closes_at, owner_id, team_id)
     select n.to_id, m.customer_id, m.addressee_kind, m.addressee_id, m.recipient_id, n.channel, 'OPEN', r.template,
       $1::timestamptz, $1::timestamptz, m.released_at, r.closes_at, m.owner_id, m.team_id
     from unnest($6::uuid[], $7::uuid[], $8::text[]) as n(from_id, to_id, channel)
       join message m on m.message_id = n.from_id
       join (select message_id, max(window_closes_at) as closes_at, (array_agg(template order by last_day))[1] as template
             from riding group by message_id) r on r.message_id = n.to_id
     order by n.to_id on conflict do nothing`,
    [
      timestamptz(now),
      dispatches.map((d) => d.reminderId),
      dispatches.map((d) => d.messageId),
      dispatches.map((d) => d.nextRung),
      dispatches.map((d) => d.nextMessageId),
      messages.map((m) => m.from),
      messages.map((m) => m.to),
      messages.map((m) => m.channel),
    ],
  );
}
