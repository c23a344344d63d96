import type { Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { AttemptId, MessageId, ReminderId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { DISPATCH, MESSAGE, REPORTED } from '../message/message.js';
import { UNKNOWN } from './attempt.store.js';
import type { UnknownAttempt } from './attempt.js';
import type { CallReport } from './call-report.js';

/**
 * Locks messages of which it may be unknown whether they were sent: what is heard of them and what their call came to
 * is written one behind the other. A message that is being called is marked: its result looks at what was heard.
 */
export async function lockUnanswered(tx: Transaction, messageIds: readonly MessageId[]): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.pipeline([
    tx.query(
      `select from message where message_id = any($1::uuid[]) and state in ('OPEN', 'UNCERTAIN')
       order by message_id for update`,
      [messageIds],
    ),
    tx.execute(
      `update message m set reason = '${REPORTED}' where m.message_id = any($1::uuid[]) and m.state = 'OPEN'
         and exists (select from attempt a where a.message_id = m.message_id and a.state = 'CALLING')`,
      [messageIds],
    ),
  ]);
}

/** The call of a message of which nobody knows whether it was sent. */
export interface UnansweredCall extends UnknownAttempt {
  /** When it was given up; null while it is asked for and repeated. */
  readonly givenUpAt: Instant | null;
}

/** The last ambiguous call of each message that is uncertain, or frozen and not being called; their locks are held. */
export async function unansweredCalls(tx: Transaction, messageIds: readonly MessageId[]): Promise<UnansweredCall[]> {
  if (messageIds.length === 0) return [];
  return await tx.query<UnansweredCall>(
    `select distinct on (a.message_id) ${UNKNOWN},
       (select min(d.ended_at) from dispatch d where d.message_id = m.message_id and d.state = 'UNCERTAIN') as "givenUpAt"
     from attempt a join message m using (message_id)
     where a.message_id = any($1::uuid[]) and a.state = 'AMBIGUOUS'
       and (m.state = 'UNCERTAIN' or m.state = 'OPEN' and m.frozen)
       and not exists (select from attempt c where c.message_id = a.message_id and c.n > a.n)
     order by a.message_id, a.n desc`,
    [messageIds],
  );
}

/**
 * Takes back that nobody knew: the messages, whose locks are held, stand as before their call was given up. A dispatch
 * keeps the instant of that: its reminder has its outcome, so that no other opening comes for it.
 */
export async function reopenUncertain(
  tx: Transaction,
  messageIds: readonly MessageId[],
  now: Instant,
): Promise<ReminderId[]> {
  MESSAGE.assert('UNCERTAIN', 'OPEN');
  DISPATCH.assert('UNCERTAIN', 'RIDING');
  const [, dispatches] = await tx.pipeline([
    tx.execute(
      `update message set state = 'OPEN', reason = null, next_attempt_at = $2::timestamptz, frozen = false
       where message_id = any($1::uuid[]) and state in ('UNCERTAIN', 'OPEN')`,
      [messageIds, timestamptz(now)],
    ),
    tx.query<{ reminderId: ReminderId }>(
      `update dispatch set state = 'RIDING', reason = null
       where message_id = any($1::uuid[]) and state = 'UNCERTAIN' returning reminder_id as "reminderId"`,
      [messageIds],
    ),
  ]);
  return dispatches.map(({ reminderId }) => reminderId);
}

/** The next call of these open messages is another one: what is reported of the one before is not about it. */
export async function nextRevisions(tx: Transaction, messageIds: readonly MessageId[]): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.execute(
    `update message set text_revision = text_revision + 1 where message_id = any($1::uuid[]) and state = 'OPEN'`,
    [messageIds],
  );
}

/**
 * What was heard of calls while they were under way; that a message did not arrive only from who was not called for it
 * before. Whoever complains may do so of a message that his provider kept from him: it says nothing of this one.
 */
export async function reportsOfCalls(tx: Transaction, attemptIds: readonly AttemptId[]): Promise<CallReport[]> {
  if (attemptIds.length === 0) return [];
  return await tx.query<CallReport>(
    `select a.message_id as "messageId", a.idempotency_key as key, e.kind <> 'BOUNCED' as arrived, e.detail,
       e.kind = 'BOUNCED' and e.grade = 'STRONG' as dead
     from attempt a join evidence e on e.message_id = a.message_id and e.written_at >= a.started_at
     where a.attempt_id = any($1::uuid[]) and e.kind in ('DELIVERED', 'OPENED', 'CLICKED', 'ANSWERED', 'BOUNCED')
       and (e.kind <> 'BOUNCED' or e.provider = a.provider or not exists (
         select from attempt p where p.message_id = a.message_id and p.n < a.n and p.provider = e.provider))
     order by e.evidence_id`,
    [attemptIds],
  );
}
