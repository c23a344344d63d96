import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Transaction } from '@perennial/database/sql';
import type { MessageId, RecipientId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { RecentSend } from './send-count.js';
import type { DueMessage } from './due-message.js';
import { isByPeople, isCapExempt } from './released-message.js';

/** Sends count towards caps; they are read and inserted under the recipient's row lock. */
export async function insertSends(tx: Transaction, messages: readonly DueMessage[], now: Instant): Promise<void> {
  if (messages.length === 0) return;
  await tx.execute(
    `insert into send (message_id, recipient_id, audience, at, legal, counts, customer_id, channel_plan, local_day,
       cap_exempt)
     select m, r, a, $4::timestamptz, l, n, c, p, d, e
     from unnest($1::uuid[], $2::uuid[], $3::boolean[], $5::text[], $6::uuid[], $7::text[], $8::date[], $9::boolean[],
         $10::boolean[]) as s(m, r, l, a, c, p, d, e, n)`,
    [
      messages.map((m) => m.messageId),
      messages.map((m) => m.recipientId),
      messages.map((m) => m.legal),
      timestamptz(now),
      messages.map((m) => m.audience),
      messages.map((m) => m.customerId),
      messages.map((m) => m.channelPlan),
      messages.map((m) => m.localDay),
      messages.map((m) => m.riders.some(isCapExempt)),
      messages.map((m) => !isByPeople(m)),
    ],
  );
}

export interface RecipientSend extends RecentSend {
  readonly recipientId: RecipientId;
}

/** What counts of the recipients' sends after an instant. */
export async function readSendsSince(
  tx: Transaction,
  recipientIds: readonly RecipientId[],
  since: Instant,
): Promise<RecipientSend[]> {
  return await tx.query<RecipientSend>(
    `select message_id as "messageId", recipient_id as "recipientId", coalesce(accepted_at, at) as at, audience, legal,
       customer_id as "customerId", coalesce(channel_plan, message_id::text) as "channelPlan",
       coalesce(local_day, (at at time zone 'UTC')::date) as "localDay"
     from send
     where recipient_id = any($1::uuid[]) and counts and coalesce(accepted_at, at) > $2::timestamptz`,
    [recipientIds, timestamptz(since)],
  );
}

/** Dates sends by the acceptance of their message; the first one stands. */
export async function acceptSends(
  tx: Transaction,
  accepted: readonly { readonly messageId: MessageId; readonly at: Instant }[],
): Promise<void> {
  if (accepted.length === 0) return;
  await tx.execute(
    `update send s set accepted_at = a.at
     from (select distinct on (m) m, at from unnest($1::uuid[], $2::timestamptz[]) as r(m, at) order by m, at) a
     where s.message_id = a.m and s.accepted_at is null`,
    [accepted.map((a) => a.messageId), timestamptzArray(accepted.map((a) => a.at))],
  );
}

/**
 * Messages none of whose riders was sent or still may be no longer count. Asked for each by its index: joined, all
 * reminders would be read.
 */
export async function discountSends(tx: Transaction, messageIds: readonly MessageId[]): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.execute(
    `update send s set counts = false where s.message_id = any($1::uuid[]) and s.counts and s.accepted_at is null
       and (select r.reminder_id from reminder r
            where r.message_id = s.message_id and r.state in ('RELEASED', 'SENT') limit 1) is null`,
    [messageIds],
  );
}
