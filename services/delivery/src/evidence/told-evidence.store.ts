import type { Sql } from '@perennial/database/sql';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { bouncedKey, type EvidenceId, type NewEvidence, type Rider } from './evidence.js';
import { bouncedRiders, evidencedMessages } from './evidenced-message.store.js';

/** Evidence as its event told it. */
export interface ToldEvidence extends NewEvidence {
  readonly evidenceId: EvidenceId;
  readonly heardAt: Instant;
}

type Row = Omit<ToldEvidence, 'message'> & { readonly messageId: MessageId };

/** What became known of these messages, archived ones among them, in the order of its ids behind `last`. */
export async function evidenceAfter(
  sql: Sql,
  messageIds: readonly MessageId[],
  last: Pick<ToldEvidence, 'evidenceId'> | undefined,
  limit: number,
): Promise<ToldEvidence[]> {
  const rows = await sql.query<Row>(
    `select evidence_id as "evidenceId", message_id as "messageId", provider, report_id as "reportId", kind, grade, answer,
       detail, happened_at as "happenedAt", heard_at as "heardAt", null as key, false as "closesAddress"
     from evidence_all where message_id = any($1::uuid[]) and ($2::uuid is null or evidence_id > $2::uuid)
     order by evidence_id limit $3`,
    [messageIds, last?.evidenceId ?? null, limit],
  );
  const messages = await evidencedMessages(
    sql,
    rows.map(({ messageId }) => messageId),
  );
  const told = rows.flatMap(({ messageId, ...row }): ToldEvidence[] => {
    const message = messages.get(messageId);
    return message ? [{ ...row, message }] : [];
  });
  const bounced = await bouncedRiders(
    sql,
    told.filter(({ kind }) => kind === 'BOUNCED'),
  );
  const ridersOf = ({ kind, provider, message }: ToldEvidence): readonly Rider[] =>
    kind === 'BOUNCED' ? (bounced.get(bouncedKey(provider, message.messageId)) ?? []) : message.riders;
  return told.map((one) => ({ ...one, message: { ...one.message, riders: ridersOf(one) } }));
}
