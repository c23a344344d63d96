import type { Sql, Transaction } from '@perennial/database/sql';
import type { CustomerId, MessageId, OwnerId, TeamId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { TaskAddressee, TaskRider } from './task.js';

/** A message that is to become a task, and what rides in it. */
export interface TaskMessage {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly addressee: TaskAddressee;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  /** What failed before, where it is not the first rung. */
  readonly failed: string | null;
  readonly riders: readonly RidingRider[];
}

export interface RidingRider extends TaskRider {
  readonly rung: number;
  readonly windowClosesAt: Instant;
  /** The rung as it came, with the end of the step. */
  readonly times: { readonly windowClosesAt?: string; readonly closesAt?: string } | null;
  /** Reminder that was recalled. */
  readonly recalled: boolean;
}

/** Undefined for an unknown message. */
export async function readTaskMessage(sql: Sql, messageId: MessageId): Promise<TaskMessage | undefined> {
  const [message] = await sql.query<Omit<TaskMessage, 'riders'>>(
    `select m.message_id as "messageId", m.customer_id as "customerId",
       json_build_object('kind', m.addressee_kind, 'id', m.addressee_id) as addressee, m.owner_id as "ownerId",
       m.team_id as "teamId", (select e.reason from exception e where e.instead_message_id = m.message_id
         order by e.exception_id desc limit 1) as failed
     from message m where m.message_id = $1::uuid`,
    [messageId],
  );
  if (!message) return undefined;
  const riders = await sql.query<RidingRider>(
    `select d.term_id as "termId", d.contract_id as "contractId", d.reminder_id as "reminderId", d.rung,
       d.window_closes_at as "windowClosesAt", d.rungs -> d.rung as times, t.reminder_id is not null as recalled
     from dispatch d left join tombstone t using (reminder_id)
     where d.message_id = $1::uuid and d.state = 'RIDING' order by d.last_day, d.reminder_id`,
    [messageId],
  );
  return { ...message, riders };
}

/** Terms that ride in a message. */
export async function termsOfMessage(tx: Transaction, messageId: MessageId): Promise<TermId[]> {
  const rows = await tx.query<{ term_id: TermId }>(
    `select distinct term_id from dispatch where message_id = $1::uuid and state = 'RIDING'`,
    [messageId],
  );
  return rows.map((row) => row.term_id);
}
