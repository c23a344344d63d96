import type { Sql } from '@perennial/database/sql';
import type { ContractId, CustomerId, MessageId, OwnerId, ReminderId, TeamId, TermId } from '@perennial/kernel/ids';
import type { ChannelName } from '../channel/channel.js';
import type { TaskAddressee } from './task.js';

/** A message as far as somebody must speak with its addressee because of it. */
export interface ContactMessage {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly channel: ChannelName;
  readonly addressee: TaskAddressee;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  /** What it told of terms that are open still. */
  readonly riders: readonly {
    readonly termId: TermId;
    readonly contractId: ContractId;
    readonly reminderId: ReminderId;
  }[];
}

/** The messages of a list, whose rows are hot. */
export async function contactMessages(sql: Sql, messageIds: readonly MessageId[]): Promise<ContactMessage[]> {
  return await sql.query<ContactMessage>(
    `select m.message_id as "messageId", m.customer_id as "customerId", m.channel,
       json_build_object('kind', m.addressee_kind, 'id', m.addressee_id) as addressee, m.owner_id as "ownerId",
       m.team_id as "teamId", coalesce(d.riders, '[]') as riders
     from message m
       cross join lateral (
         select json_agg(json_build_object('termId', d.term_id, 'contractId', d.contract_id,
           'reminderId', d.reminder_id) order by d.last_day, d.reminder_id) as riders
         from dispatch d join guard g using (term_id)
         where d.message_id = m.message_id and d.state <> 'DROPPED' and not g.closed) d
     where m.message_id = any($1::uuid[]) order by m.message_id`,
    [messageIds],
  );
}
