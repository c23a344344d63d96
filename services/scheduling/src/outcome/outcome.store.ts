import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Transaction } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';
import { REMINDER_COLUMNS } from '../reminder/reminder-columns.store.js';
import type { Reminder } from '../reminder/reminder.js';
import type { Outcome } from './outcome.js';

/**
 * Ends released reminders by delivery's outcome. One that has ended already stays as it is: delivery answers once, and
 * a replay changes nothing. @returns those that ended now.
 */
export async function endReleased(tx: Transaction, outcomes: readonly Outcome[], now: Instant): Promise<Reminder[]> {
  return await tx.query<Reminder>(
    `update reminder r
     set state = o.state, reason = o.reason, sent_at = o.sent_at, sent_on = o.sent_on, retry = o.retry, ended_at = $5::timestamptz
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $6::text[], $7::text[])
       as o(reminder_id, state, reason, sent_at, retry, sent_on)
     where r.reminder_id = o.reminder_id and r.state = 'RELEASED' returning ${REMINDER_COLUMNS}`,
    [
      outcomes.map((o) => o.reminderId),
      outcomes.map((o) => o.state),
      outcomes.map((o) => (o.uncertain ? 'UNCERTAIN' : o.reason)),
      timestamptzArray(outcomes.map((o) => o.acceptedAt)),
      timestamptz(now),
      outcomes.map((o) => o.retry),
      outcomes.map((o) => o.sentOn),
    ],
  );
}
