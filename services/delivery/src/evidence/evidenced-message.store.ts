import type { Sql } from '@perennial/database/sql';
import type { ContactId, CustomerId, MessageId } from '@perennial/kernel/ids';
import type { ChannelName } from '../channel/channel.js';
import { bouncedKey, type EvidencedMessage, type NewEvidence, type Rider } from './evidence.js';

/** The messages of a list as evidence is about them, by id, archived ones among them; unknown ones are left out. */
export async function evidencedMessages(
  sql: Sql,
  messageIds: readonly MessageId[],
): Promise<Map<MessageId, EvidencedMessage>> {
  if (messageIds.length === 0) return new Map();
  const rows = await sql.query<EvidencedMessage>(
    `select m.message_id as "messageId", m.customer_id as "customerId", m.recipient_id as "recipientId", m.channel,
       json_build_object('kind', m.addressee_kind, 'id', m.addressee_id) as addressee,
       a.address_hmac as "addressHmac", a.since as "sinceTakenMs", coalesce(d.riders, '[]') as riders
     from message_all m
       cross join lateral (
         select (array_agg(a.address_hmac order by a.n desc) filter (where a.address_hmac is not null))[1] as address_hmac,
           (extract(epoch from clock_timestamp() - max(a.ended_at) filter (where a.state = 'ACCEPTED')) * 1000)::float8
             as since
         from attempt_all a where a.message_id = m.message_id) a
       cross join lateral (
         select json_agg(json_build_object('reminderId', d.reminder_id, 'termId', d.term_id)
           order by d.last_day, d.term_id) as riders
         from dispatch_all d where d.message_id = m.message_id and d.state <> 'DROPPED') d
     where m.message_id = any($1::uuid[])`,
    [[...new Set(messageIds)]],
  );
  return new Map(rows.map((row) => [row.messageId, row]));
}

type Bounced = Pick<NewEvidence, 'provider'> & { readonly message: Pick<EvidencedMessage, 'messageId'> };

/**
 * Whom a bounce is news for, by message and provider: of a message that may have told them, and of one whose way ended
 * behind it. Who rides on, or was told over another provider or channel meanwhile, is left out.
 */
export async function bouncedRiders(sql: Sql, bounces: readonly Bounced[]): Promise<Map<string, Rider[]>> {
  if (bounces.length === 0) return new Map();
  const rows = await sql.query<{ messageId: MessageId; provider: string; riders: Rider[] }>(
    `select b.message_id as "messageId", b.provider,
       json_agg(json_build_object('reminderId', d.reminder_id, 'termId', d.term_id) order by d.last_day, d.term_id) as riders
     from unnest($1::uuid[], $2::text[]) as b(message_id, provider) join dispatch_all d on d.message_id = b.message_id
     where d.state in ('SENT', 'UNCERTAIN') and not exists (
         select from attempt_all a where a.message_id = b.message_id and a.provider = b.provider and a.state = 'REFUSED')
       or d.state = 'FAILED' and exists (
         select from outcome_all o where o.reminder_id = d.reminder_id and o.state = 'SKIPPED')
     group by b.message_id, b.provider`,
    [bounces.map(({ message }) => message.messageId), bounces.map(({ provider }) => provider)],
  );
  return new Map(rows.map(({ messageId, provider, riders }) => [bouncedKey(provider, messageId), riders]));
}

/** Messages by the id that a provider gave them. SMTP servers give none. */
export async function messagesOfProviderIds(
  sql: Sql,
  provider: string,
  providerMessageIds: readonly string[],
): Promise<Map<string, MessageId>> {
  if (providerMessageIds.length === 0) return new Map();
  const rows = await sql.query<{ id: string; messageId: MessageId }>(
    `select distinct on (a.provider_message_id) a.provider_message_id as id, a.message_id as "messageId"
     from attempt_all a
     where a.provider = $1 and a.provider_message_id = any($2::text[]) and a.provider_message_id is not null
       and a.provider not in ('smtp', 'smtp-backup')
     order by a.provider_message_id, a.attempt_id desc`,
    [provider, [...new Set(providerMessageIds)]],
  );
  return new Map(rows.map(({ id, messageId }) => [id, messageId]));
}

/** A contact to whom an address belongs. */
export interface AddressOwner {
  readonly addressHmac: string;
  readonly contactId: ContactId;
  readonly customerId: CustomerId;
}

/** The newest message that was taken for any contact of each address on the channel: a reply is about that one. */
export async function newestMessages(
  sql: Sql,
  channel: ChannelName,
  owners: readonly AddressOwner[],
): Promise<Map<string, MessageId>> {
  if (owners.length === 0) return new Map();
  const rows = await sql.query<{ addressHmac: string; messageId: MessageId }>(
    `select distinct on (o.address_hmac) o.address_hmac as "addressHmac", m.message_id as "messageId"
     from unnest($1::text[], $2::uuid[], $3::uuid[]) as o(address_hmac, contact_id, customer_id)
       join message_all m on m.customer_id = o.customer_id and m.addressee_id = o.contact_id
     where m.channel = $4 and m.addressee_kind = 'CONTACT' and m.accepted_at is not null
     order by o.address_hmac, m.message_id desc`,
    [
      owners.map(({ addressHmac }) => addressHmac),
      owners.map(({ contactId }) => contactId),
      owners.map(({ customerId }) => customerId),
      channel,
    ],
  );
  return new Map(rows.map(({ addressHmac, messageId }) => [addressHmac, messageId]));
}
