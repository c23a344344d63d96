import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import { newId, type CustomerId, type Id, type MessageId, type ReminderId, type TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { Where } from '@perennial/database/where';
import type { ChannelName } from '../channel/channel.js';
import type { Addressee } from './message.js';
import type { EndException, Instead } from './exception.js';

export type ExceptionId = Id<'exception'>;

/** A message that goes on over the next provider of its channel. */
export interface ProviderException {
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly provider: string;
  readonly reason: string;
}

/** An exception as a person sees it. */
export interface ListedException {
  readonly exceptionId: ExceptionId;
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly addressee: Addressee;
  readonly reminderIds: readonly ReminderId[];
  readonly termIds: readonly TermId[];
  readonly at: Instant;
  readonly channel: ChannelName;
  readonly provider: string;
  readonly reason: string;
  readonly instead: Instead;
  readonly insteadMessageId: MessageId | null;
  readonly insteadChannel: ChannelName | null;
}

const COLUMNS = `exception_id, message_id, customer_id, addressee_kind, addressee_id, reminder_ids, term_ids, at, channel,
  provider, reason, instead, instead_message_id, instead_channel`;

/** What rides in the messages is read where they are: all of it goes on together. */
export async function insertExceptions(
  tx: Transaction,
  passed: readonly ProviderException[],
  now: Instant,
): Promise<void> {
  if (passed.length === 0) return;
  await tx.execute(
    `insert into exception (${COLUMNS})
     select p.exception_id, m.message_id, m.customer_id, m.addressee_kind, m.addressee_id, r.reminder_ids, r.term_ids,
       $5::timestamptz, m.channel, p.provider, p.reason, 'NEXT_PROVIDER', null, m.channel
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as p(exception_id, message_id, provider, reason)
       join message m on m.message_id = p.message_id
       cross join lateral (
         select array_agg(d.reminder_id) as reminder_ids, array_agg(d.term_id) as term_ids
         from dispatch d where d.message_id = m.message_id and d.state = 'RIDING') r
     where r.reminder_ids is not null`,
    [
      passed.map(() => newId()),
      passed.map((p) => p.messageId),
      passed.map((p) => p.provider),
      passed.map((p) => p.reason),
      timestamptz(now),
    ],
  );
}

/** One row for all that leaves a message for one reason and the same instead. */
export async function insertEndExceptions(
  tx: Transaction,
  ended: readonly EndException[],
  now: Instant,
): Promise<void> {
  if (ended.length === 0) return;
  await tx.execute(
    `insert into exception (${COLUMNS})
     select (array_agg(e.exception_id))[1], m.message_id, m.customer_id, m.addressee_kind, m.addressee_id,
       array_agg(e.reminder_id), array_agg(e.term_id), $9::timestamptz, m.channel, e.provider, e.reason, e.instead,
       e.instead_message_id, e.instead_channel
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[],
         $10::text[])
       as e(exception_id, message_id, reminder_id, term_id, provider, reason, instead, instead_message_id,
         instead_channel)
       join message m on m.message_id = e.message_id
     group by m.message_id, e.provider, e.reason, e.instead, e.instead_message_id, e.instead_channel`,
    [
      ended.map(() => newId()),
      ended.map((e) => e.messageId),
      ended.map((e) => e.reminderId),
      ended.map((e) => e.termId),
      ended.map((e) => e.provider),
      ended.map((e) => e.reason),
      ended.map((e) => e.instead),
      ended.map((e) => e.insteadMessageId),
      timestamptz(now),
      ended.map((e) => e.insteadChannel),
    ],
  );
}

/** A page of exceptions, the newest first. @param before id of the last one of the page before. */
export async function pageOfExceptions(
  sql: Sql,
  filter: {
    readonly customerId: CustomerId | null;
    readonly termId: TermId | null;
    readonly before: ExceptionId | null;
  },
  limit: number,
): Promise<ListedException[]> {
  const where = new Where()
    .and('customer_id = ?::uuid', filter.customerId)
    .and('term_ids @> array[?::uuid]', filter.termId)
    .and('exception_id < ?::uuid', filter.before);
  return await sql.query<ListedException>(
    `select exception_id as "exceptionId", message_id as "messageId", customer_id as "customerId",
       json_build_object('kind', addressee_kind, 'id', addressee_id) as addressee, reminder_ids as "reminderIds",
       term_ids as "termIds", at, channel, provider, reason, instead, instead_message_id as "insteadMessageId",
       instead_channel as "insteadChannel"
     from exception ${where.text} order by exception_id desc limit ${limit}`,
    where.values,
  );
}

/** When the oldest exception came up: ids rise with time. Null without one. */
export async function oldestException(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: Instant }>(`select at from exception order by exception_id limit 1`, []);
  return row?.at ?? null;
}

/** Deletes the oldest of those that came up before an instant. @returns how many. */
export async function deleteExceptions(tx: Transaction, before: Instant, limit: number): Promise<number> {
  const rows = await tx.query(
    `delete from exception where exception_id in (
       select exception_id from exception where at < $1::timestamptz order by exception_id limit $2
       for update skip locked)
     returning exception_id`,
    [timestamptz(before), limit],
  );
  return rows.length;
}
