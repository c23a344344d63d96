import type { Sql, Transaction } from '@perennial/database/database';
import { jsonArray } from '@perennial/database/parameters';
import type { AttemptId, MessageId } from '@perennial/kernel/ids';
import type { Quotes, UsedText } from '../message/message.js';
import type { ProviderCapabilities, ProviderIdentity } from '../provider/provider.js';
import type { ProcessId } from './sender.js';
import { ATTEMPT, type AttemptState, type UnknownAttempt } from './attempt.js';

/** An attempt before it is written. */
export interface NewAttempt {
  readonly attemptId: AttemptId;
  readonly messageId: MessageId;
  readonly provider: ProviderIdentity & { readonly capabilities: ProviderCapabilities };
  readonly idempotencyKey: string;
  readonly looked: boolean;
  readonly textRevision: number;
  readonly contentHash: string;
  readonly quotes: Quotes;
  readonly texts: readonly UsedText[];
  /** Hash of the address that is called: what bounces later is this one. */
  readonly addressHmac: string;
}

/**
 * Writes attempts; a statement behind the locks of the guards, so that clock_timestamp() is comparable with the
 * fence's. A message that is being called already gets none. @returns the messages that got one.
 */
export async function insertAttempts(
  tx: Transaction,
  attempts: readonly NewAttempt[],
  processId: ProcessId,
): Promise<Set<MessageId>> {
  const rows = await tx.query<{ message_id: MessageId }>(
    `insert into attempt (attempt_id, message_id, n, provider, endpoint, lookup, idempotent, idempotency_key, state,
       started_at, process_id, looked, text_revision, template_version, locale, content_hash, inputs, texts, address_hmac)
     select r.attempt_id, r.message_id,
       (select count(*) from attempt a where a.message_id = r.message_id) + 1, r.provider, r.endpoint, r.lookup,
       r.idempotent, r.idempotency_key, 'CALLING', clock_timestamp(), $15::uuid, r.looked, r.text_revision,
       r.template_version, r.locale, r.content_hash, r.inputs, r.texts, r.address_hmac
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bool[], $6::bool[], $7::text[], $8::bool[],
         $9::int[], $10::int[], $11::text[], $12::text[], $13::jsonb[], $14::jsonb[], $16::text[])
       as r(attempt_id, message_id, provider, endpoint, lookup, idempotent, idempotency_key, looked, text_revision,
         template_version, locale, content_hash, inputs, texts, address_hmac)
     order by r.message_id on conflict do nothing returning message_id`,
    [
      attempts.map((a) => a.attemptId),
      attempts.map((a) => a.messageId),
      attempts.map((a) => a.provider.name),
      attempts.map((a) => a.provider.endpoint),
      attempts.map((a) => a.provider.capabilities.lookup),
      attempts.map((a) => a.provider.capabilities.idempotent),
      attempts.map((a) => a.idempotencyKey),
      attempts.map((a) => a.looked),
      attempts.map((a) => a.textRevision),
      attempts.map((a) => a.texts[0]?.version ?? 0),
      attempts.map((a) => a.texts[0]?.locale ?? ''),
      attempts.map((a) => a.contentHash),
      jsonArray(attempts.map((a) => a.quotes)),
      jsonArray(attempts.map((a) => a.texts)),
      processId,
      attempts.map((a) => a.addressHmac),
    ],
  );
  return new Set(rows.map((row) => row.message_id));
}

/** What became of an attempt. */
export interface EndedAttempt {
  readonly attemptId: AttemptId;
  readonly state: AttemptState;
  readonly providerMessageId: string | null;
  readonly detail: string | null;
}

const MOVES = ATTEMPT.states.flatMap((to) => ATTEMPT.sourcesOf(to).map((from) => `('${from}', '${to}')`)).join(', ');

/**
 * Ends attempts that nobody ended before; the messages' locks are held. One whose answer is found later ended when it
 * was given up. @returns the ids of those that ended now.
 */
export async function endAttempts(tx: Transaction, ended: readonly EndedAttempt[]): Promise<Set<AttemptId>> {
  const rows = await tx.query<{ attempt_id: AttemptId }>(
    `update attempt a set state = r.state, provider_message_id = r.provider_message_id, detail = r.detail,
       ended_at = coalesce(a.ended_at, clock_timestamp())
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as r(attempt_id, state, provider_message_id, detail)
     where a.attempt_id = r.attempt_id and (a.state, r.state) in (${MOVES}) returning a.attempt_id`,
    [
      ended.map((e) => e.attemptId),
      ended.map((e) => e.state),
      ended.map((e) => e.providerMessageId),
      ended.map((e) => e.detail),
    ],
  );
  return new Set(rows.map((row) => row.attempt_id));
}

/** Columns of UnknownAttempt, of attempt `a` and message `m`. */
export const UNKNOWN = `a.attempt_id as "attemptId", a.message_id as "messageId", m.channel,
  a.idempotency_key as "idempotencyKey", json_build_object('name', a.provider, 'endpoint', a.endpoint) as provider,
  json_build_object('lookup', a.lookup, 'idempotent', a.idempotent) as capabilities,
  (extract(epoch from clock_timestamp() - (select min(u.started_at) from attempt u
    where u.message_id = a.message_id and u.state in ('AMBIGUOUS', 'CALLING'))) * 1000)::float8 as "unknownForMs"`;

/** The last ambiguous attempt of each message. */
export async function ambiguousAttempts(sql: Sql, messageIds: readonly MessageId[]): Promise<UnknownAttempt[]> {
  return await sql.query<UnknownAttempt>(
    `select distinct on (a.message_id) ${UNKNOWN} from attempt a join message m using (message_id)
     where a.message_id = any($1::uuid[]) and a.state = 'AMBIGUOUS' order by a.message_id, a.n desc`,
    [messageIds],
  );
}

/** Calls of processes that are gone. */
export async function orphanedAttempts(sql: Sql, limit: number): Promise<UnknownAttempt[]> {
  return await sql.query<UnknownAttempt>(
    `select ${UNKNOWN} from attempt a join message m using (message_id)
       left join process_lease l on l.process_id = a.process_id
     where a.state = 'CALLING' and (l.process_id is null or l.until < clock_timestamp())
     order by a.message_id limit $1`,
    [limit],
  );
}
