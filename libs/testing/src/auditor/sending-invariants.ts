import { timestamptz } from '@perennial/database/parameters';
import type { Invariant } from './audited-system.js';
import { byKey } from './sets.js';

/** No provider call starts after delivery recorded that a term is closed. Both instants were taken under the guard's lock. */
export const quietAfterRenewal: Invariant = {
  name: 'quiet-after-renewal',
  promise: 'no provider call starts after delivery recorded that the term is closed',
  async check({ delivery }) {
    const rows = await delivery.query<{ id: string; term_id: string }>(
      `select a.id, d.term_id from attempt a join dispatch d on d.message_id = a.message_id join guard g on g.term_id = d.term_id
       where g.closed and a.started_at > g.closed_at and a.state <> 'EXPIRED' and (d.state <> 'DROPPED' or d.ended_at > a.ended_at)`, [],
    );
    return rows.map((row) => `attempt ${row.id} started after term ${row.term_id} was closed`);
  },
};

export const nothingLost: Invariant = {
  name: 'nothing-lost',
  promise: 'every due, unsuppressed reminder ends in a terminal state',
  async check({ scheduling, delivery, now }) {
    const late = await scheduling.query<{ reminder_id: string; state: string }>(
      `select reminder_id, state from reminder where state in ('PLANNED', 'HELD', 'RELEASED') and closes_at + interval '72 hours' < $1`, [timestamptz(now)],
    );
    const overdue = await scheduling.query<{ reminder_id: string; state: string }>(
      `select r.reminder_id, r.state from reminder r join term t using (term_id) where r.state in ('PLANNED', 'HELD') and r.due_at < $1::timestamptz - interval '1 hour' and not t.closed`, [timestamptz(now)],
    );
    const released = await scheduling.query<{ reminder_id: string }>(`select reminder_id from reminder where state = 'RELEASED'`, []);
    const known = byKey(await delivery.query<{ reminder_id: string }>(`select reminder_id from dispatch where state = 'RIDING'`, []), (row) => row.reminder_id);
    return [
      ...late.map((row) => `reminder ${row.reminder_id} is still ${row.state} 72 h after its window closed`),
      ...overdue.map((row) => `reminder ${row.reminder_id} is due and still ${row.state}`),
      ...released.filter((row) => !known.has(row.reminder_id)).map((row) => `reminder ${row.reminder_id} is released and delivery does not carry it`),
    ];
  },
};

export const noDoubleSend: Invariant = {
  name: 'no-double-send',
  promise: 'at most one accepted message per reminder and channel',
  async check({ delivery, scheduling }) {
    const twice = await delivery.query<{ message_id: string }>(`select message_id from attempt where state = 'ACCEPTED' group by message_id having count(*) > 1`, []);
    const uncertain = await delivery.query<{ message_id: string }>(
      `select message_id from attempt where state in ('ACCEPTED', 'AMBIGUOUS') and provider = 'smtp' group by message_id having count(*) > 1`, [],
    );
    const again = await scheduling.query<{ term_id: string; step: string }>(
      `select term_id, step from reminder where state = 'SENT' group by term_id, step, contact_id, track, escalation, node_date having count(*) > 1`, [],
    );
    return [
      ...twice.map((row) => `message ${row.message_id} was accepted twice`),
      ...uncertain.map((row) => `message ${row.message_id} was tried again although it may have been accepted`),
      ...again.map((row) => `step ${row.step} of term ${row.term_id} was sent twice to a contact for one date`),
    ];
  },
};

export const oneChannelWins: Invariant = {
  name: 'one-channel-wins',
  promise: 'one track of a reminder never yields two accepted channels',
  async check({ delivery }) {
    const rows = await delivery.query<{ reminder_id: string }>(
      `select d.reminder_id from dispatch d join message m on m.id = d.message_id where m.state = 'ACCEPTED' group by d.reminder_id having count(distinct m.channel) > 1`, [],
    );
    return rows.map((row) => `reminder ${row.reminder_id} was accepted on two channels`);
  },
};

export const consentAtSend: Invariant = {
  name: 'consent-at-send',
  promise: 'opt-out, caps and quiet hours hold at the moment of the call',
  async check({ delivery, scheduling }) {
    const optedOut = await delivery.query<{ id: string }>(
      `select m.id from message m join opt_out o on o.recipient_id = m.recipient_id and o.channel = m.channel
       where m.state = 'ACCEPTED' and m.accepted_at > o.opted_out_at and (o.undone_at is null or m.accepted_at < o.undone_at)`, [],
    );
    const late = await delivery.query<{ id: string }>(`select id from message where state = 'ACCEPTED' and accepted_at > closes_at`, []);
    const capped = await scheduling.query<{ recipient_id: string }>(
      `select distinct recipient_id from (select recipient_id, at, lag(at, 3) over (partition by recipient_id order by at) as fourth from send where counts) s
       where at - fourth < interval '7 days'`, [],
    );
    return [
      ...optedOut.map((row) => `message ${row.id} was accepted after its recipient had opted out`),
      ...late.map((row) => `message ${row.id} was accepted after its window had closed`),
      ...capped.map((row) => `recipient ${row.recipient_id} got more than 3 messages in 7 days`),
    ];
  },
};
