import type { Sql, Transaction } from '@perennial/database/database';
import { jsonArray, timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import { versionOf, type Quotes } from '../message/message.js';
import type { EndedRider } from '../message/outcome.js';
import type { CallEffect } from './call-effect.js';

/** An attempt before it is written. */
export interface NewAttempt {
  readonly id: string;
  readonly messageId: string;
  readonly idempotencyKey: string;
  readonly looked: boolean;
  readonly textRevision: number;
  readonly templateVersion: number;
  readonly locale: string;
  readonly contentHash: string;
  readonly quotes: Quotes;
}

/**
 * Open messages of the list that nobody else holds and nobody is calling, locked. Two statements: only one that begins
 * behind the
 * locks sees the attempts of their last holder. @returns id → version, as versionOf has it.
 */
export async function lockOpenMessages(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
  const [rows, calling] = await tx.pipeline([
    tx.query<{ id: string; textRevision: number; attempts: number }>(
      `select id, text_revision as "textRevision", attempts from message where id = any($1::uuid[]) and state = 'OPEN' order by id for update skip locked`,
      [ids],
    ),
    tx.query<{ message_id: string }>(
      `select message_id from attempt where message_id = any($1::uuid[]) and state = 'CALLING'`,
      [ids],
    ),
  ]);
  const called = new Set(calling.map((row) => row.message_id));
  return new Map(rows.filter(({ id }) => !called.has(id)).map((row) => [row.id, versionOf(row)]));
}

/** Addresses of the list that opted out of mail. */
export async function optedOutOf(tx: Transaction, addressHmacs: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ address_hmac: string }>(
    `select address_hmac from opt_out where address_hmac = any($1::text[]) and channel = 'EMAIL' and undone_at is null`,
    [addressHmacs],
  );
  return new Set(rows.map((row) => row.address_hmac));
}

/**
 * Writes attempts; a statement behind the locks of the guards, so that clock_timestamp() is comparable with the
 * fence's.
 * A message that is being called already gets none. @returns the messages that got one.
 */
export async function insertAttempts(
  tx: Transaction,
  attempts: readonly NewAttempt[],
  provider: string,
  owner: string,
): Promise<Set<string>> {
  const rows = await tx.query<{ message_id: string }>(
    `insert into attempt (id, message_id, n, provider, idempotency_key, state, started_at, owner, looked, text_revision, template_version, locale, content_hash, inputs)
     select r.id, r.message_id, (select count(*) from attempt a where a.message_id = r.message_id) + 1, $10, r.idempotency_key, 'CALLING', clock_timestamp(), $11::uuid,
       r.looked, r.text_revision, r.template_version, r.locale, r.content_hash, r.inputs
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bool[], $5::int[], $6::int[], $7::text[], $8::text[], $9::jsonb[])
       as r(id, message_id, idempotency_key, looked, text_revision, template_version, locale, content_hash, inputs)
     order by r.message_id on conflict do nothing returning message_id`,
    [
      attempts.map((a) => a.id),
      attempts.map((a) => a.messageId),
      attempts.map((a) => a.idempotencyKey),
      attempts.map((a) => a.looked),
      attempts.map((a) => a.textRevision),
      attempts.map((a) => a.templateVersion),
      attempts.map((a) => a.locale),
      attempts.map((a) => a.contentHash),
      jsonArray(attempts.map((a) => a.quotes)),
      provider,
      owner,
    ],
  );
  return new Set(rows.map((row) => row.message_id));
}

/** Locks messages in ascending order. @returns those still open with their retries so far. */
export async function lockMessages(tx: Transaction, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; state: string; attempts: number }>(
    `select id, state, attempts from message where id = any($1::uuid[]) order by id for update`,
    [ids],
  );
  return new Map(rows.filter((row) => row.state === 'OPEN').map((row) => [row.id, row.attempts]));
}

/** What became of an attempt. */
export interface EndedAttempt {
  readonly attemptId: string;
  readonly messageId: string;
  readonly effect: CallEffect;
  readonly providerMessageId: string | null;
  readonly detail: string | null;
}

/** Ends attempts that nobody ended before; the messages' locks are held. @returns the ids of those that ended now. */
export async function endAttempts(tx: Transaction, ended: readonly EndedAttempt[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `update attempt a set state = r.state, provider_message_id = r.provider_message_id, detail = r.detail, ended_at = clock_timestamp()
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as r(id, state, provider_message_id, detail)
     where a.id = r.id and a.state in ('CALLING', 'AMBIGUOUS') and a.state <> r.state returning a.id`,
    [
      ended.map((e) => e.attemptId),
      ended.map((e) => e.effect.attempt),
      ended.map((e) => e.providerMessageId),
      ended.map((e) => e.detail),
    ],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Brings open messages, whose locks are held, to what their attempts made of them; what the text was made of comes from
 * the attempt.
 */
export async function applyToMessages(tx: Transaction, ended: readonly EndedAttempt[], now: Instant): Promise<void> {
  await tx.execute(
    `update message m set state = r.state, reason = r.reason, next_attempt_at = case when r.state = 'OPEN' then r.next_attempt_at end, frozen = m.frozen or r.frozen,
       attempts = m.attempts + r.counted, accepted_at = case when r.state = 'ACCEPTED' then $7::timestamptz end,
       text_revision = a.text_revision, template_version = a.template_version, locale = a.locale, content_hash = a.content_hash, inputs = a.inputs
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::bool[], $6::int[]) as r(attempt_id, state, reason, next_attempt_at, frozen, counted)
       join attempt a on a.id = r.attempt_id
     where m.id = a.message_id`,
    [
      ended.map((e) => e.attemptId),
      ended.map((e) => e.effect.message),
      ended.map((e) => e.effect.reason),
      timestamptzArray(ended.map((e) => now + e.effect.delayMs)),
      ended.map((e) => e.effect.freezes),
      ended.map((e) => (e.effect.counts ? 1 : 0)),
      timestamptz(now),
    ],
  );
}

/** Ends all riders of messages that are over, with the quote that their text showed. */
export async function applyToRiders(
  tx: Transaction,
  ended: readonly EndedAttempt[],
  now: Instant,
): Promise<EndedRider[]> {
  const over = ended.filter((e) => e.effect.rider);
  if (over.length === 0) return [];
  return await tx.query<EndedRider>(
    `update dispatch d set state = r.state, outcome = r.outcome, reason = r.reason, quote_version = (a.inputs -> d.term_id::text ->> 'version')::int, ended_at = $5::timestamptz
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as r(attempt_id, state, outcome, reason)
       join attempt a on a.id = r.attempt_id join message m on m.id = a.message_id
     where d.message_id = a.message_id and d.state = 'RIDING'
     returning d.reminder_id, d.term_id, d.contract_id, d.message_id, m.customer_id, m.recipient_id, m.channel, d.state, d.outcome, d.reason,
       d.quote_version, m.accepted_at`,
    [
      over.map((e) => e.attemptId),
      over.map((e) => e.effect.rider?.state),
      over.map((e) => e.effect.rider?.outcome),
      over.map((e) => e.effect.rider?.reason ?? null),
      timestamptz(now),
    ],
  );
}

/** An attempt whose result is not known. */
export interface OpenAttempt {
  readonly id: string;
  readonly messageId: string;
  readonly idempotencyKey: string;
}

/** The last ambiguous attempt of each message. */
export async function ambiguousAttempts(sql: Sql, messageIds: readonly string[]): Promise<OpenAttempt[]> {
  return await sql.query<OpenAttempt>(
    `select distinct on (message_id) id, message_id as "messageId", idempotency_key as "idempotencyKey" from attempt
     where message_id = any($1::uuid[]) and state = 'AMBIGUOUS' order by message_id, n desc`,
    [messageIds],
  );
}
