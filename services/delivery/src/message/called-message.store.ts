import type { Transaction } from '@perennial/database/database';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { AttemptId, MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { FAILOVER_MS } from './failover.js';
import { FURTHER } from './failover.store.js';
import { DISPATCH, MESSAGE, REPORTED, versionOf, type MessageState } from './message.js';
import type { End, Ended } from './outcome.js';
import { ANSWER, ENDED } from './outcome.store.js';

/**
 * Open messages of the list that nobody else holds and nobody is calling, locked. Two statements: only one that begins
 * behind the locks sees the attempts of their last holder. @returns id → version, as versionOf has it.
 */
export async function lockOpenMessages(tx: Transaction, ids: readonly MessageId[]): Promise<Map<MessageId, string>> {
  const [rows, calling] = await tx.pipeline([
    tx.query<{ messageId: MessageId; textRevision: number; retries: number }>(
      `select message_id as "messageId", text_revision as "textRevision", retries from message
       where message_id = any($1::uuid[]) and state = 'OPEN' order by message_id for update skip locked`,
      [ids],
    ),
    tx.query<{ message_id: MessageId }>(
      `select message_id from attempt where message_id = any($1::uuid[]) and state = 'CALLING'`,
      [ids],
    ),
  ]);
  const called = new Set(calling.map((row) => row.message_id));
  return new Map(rows.filter(({ messageId }) => !called.has(messageId)).map((row) => [row.messageId, versionOf(row)]));
}

/** An open message whose call is over. */
export interface LockedMessage {
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly retries: number;
  readonly windowClosesAt: Instant;
  /** Providers that failed it since the last one that was left was tried. */
  readonly passedOver: readonly string[];
  /** When its next channel has its turn; null while no call of it failed, and without one. */
  readonly failoverAt: Instant | null;
  /** Something was heard of it while it was being called. */
  readonly reported: boolean;
}

/** Locks messages in ascending order. @returns those still open. */
export async function lockMessages(tx: Transaction, ids: readonly MessageId[]): Promise<Map<MessageId, LockedMessage>> {
  const rows = await tx.query<LockedMessage & { state: MessageState }>(
    `select message_id as "messageId", channel, state, retries, window_closes_at as "windowClosesAt",
       passed_over as "passedOver", failover_at as "failoverAt", coalesce(reason = '${REPORTED}', false) as reported
     from message
     where message_id = any($1::uuid[]) order by message_id for update`,
    [ids],
  );
  return new Map(rows.filter(({ state }) => state === 'OPEN').map((row) => [row.messageId, row]));
}

/** What an attempt made of its message. */
export interface CalledResult {
  readonly attemptId: AttemptId;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly nextAttemptAt: Instant;
  readonly freezes: boolean;
  readonly counts: boolean;
  readonly passedOver: readonly string[];
  /** When an accepted one was taken; null: now. */
  readonly takenAt: Instant | null;
  readonly end: End | undefined;
}

/**
 * Brings open messages, whose locks are held, to what their attempts made of them; what the text was made of comes from
 * the attempt.
 */
export async function applyToMessages(tx: Transaction, results: readonly CalledResult[], now: Instant): Promise<void> {
  for (const { state } of results) if (state !== 'OPEN') MESSAGE.assert('OPEN', state);
  await tx.execute(
    `update message m set state = r.state, reason = r.reason,
       next_attempt_at = case when r.state = 'OPEN' then r.next_attempt_at end,
       frozen = m.frozen or r.freezes, retries = m.retries + r.counted,
       passed_over = string_to_array(r.passed_over, ' '),
       failover_at = case when r.state = 'OPEN' and r.reason is not null then coalesce(m.failover_at, case when exists (
         select from dispatch d where d.message_id = m.message_id and d.state = 'RIDING' and ${FURTHER})
         then $7::timestamptz + interval '${FAILOVER_MS} milliseconds' end) end,
       accepted_at = case when r.state = 'ACCEPTED' then coalesce(r.taken_at, $7::timestamptz) end,
       text_revision = a.text_revision, template_version = a.template_version, locale = a.locale,
       content_hash = a.content_hash, inputs = a.inputs, texts = a.texts,
       template = coalesce(a.texts -> 0 ->> 'name', m.template)
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::bool[], $6::int[], $8::text[],
           $9::timestamptz[])
         as r(attempt_id, state, reason, next_attempt_at, freezes, counted, passed_over, taken_at)
       join attempt a on a.attempt_id = r.attempt_id
     where m.message_id = a.message_id`,
    [
      results.map((r) => r.attemptId),
      results.map((r) => r.state),
      results.map((r) => r.reason),
      timestamptzArray(results.map((r) => r.nextAttemptAt)),
      results.map((r) => r.freezes),
      results.map((r) => (r.counts ? 1 : 0)),
      timestamptz(now),
      results.map((r) => r.passedOver.join(' ')),
      timestamptzArray(results.map((r) => r.takenAt)),
    ],
  );
}

/** Ends all dispatches of messages that are over, with the quote that their text showed. @returns those that ended. */
export async function applyToDispatches(
  tx: Transaction,
  results: readonly CalledResult[],
  now: Instant,
): Promise<Ended[]> {
  const over = results.flatMap(({ attemptId, end }) => (end ? [{ attemptId, ...end }] : []));
  if (over.length === 0) return [];
  for (const { state } of over) DISPATCH.assert('RIDING', state);
  return await tx.query<Ended>(
    `with ended as (
       update dispatch d set state = r.state, reason = r.reason, ended_at = $7::timestamptz,
         quote_version = (a.inputs -> d.term_id::text ->> 'version')::int
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[])
           as r(attempt_id, state, outcome, reason, retry, fails_over)
         join attempt a on a.attempt_id = r.attempt_id join message m on m.message_id = a.message_id
       where d.message_id = a.message_id and d.state = 'RIDING'
       returning ${ENDED}
     )${ANSWER}`,
    [
      over.map((e) => e.attemptId),
      over.map((e) => e.state),
      over.map((e) => e.outcome),
      over.map((e) => e.reason),
      over.map((e) => e.retry),
      over.map((e) => e.failsOver),
      timestamptz(now),
    ],
  );
}
