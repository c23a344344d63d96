import type { Sql, Transaction } from '@perennial/database/sql';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import { newId, type MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import {
  reportKey,
  type Answer,
  type EvidenceFilter,
  type EvidenceId,
  type ListedEvidence,
  type NewEvidence,
} from './evidence.js';

/** Writes evidence; a report that is known stays as it came first. @returns the keys of what is new. */
export async function insertEvidence(
  tx: Transaction,
  list: readonly NewEvidence[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  if (list.length === 0) return new Set();
  const rows = await tx.query<{ provider: string; report_id: string }>(
    `insert into evidence (evidence_id, message_id, provider, report_id, kind, grade, answer, detail, happened_at, heard_at)
     select e.*, $10::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::text[], $8::text[], $9::timestamptz[]) as e(id, message_id, provider, report_id)
     order by e.provider, e.report_id on conflict do nothing returning provider, report_id`,
    [
      list.map(() => newId<EvidenceId>()),
      list.map((e) => e.message.messageId),
      list.map((e) => e.provider),
      list.map((e) => e.reportId),
      list.map((e) => e.kind),
      list.map((e) => e.grade),
      list.map((e) => e.answer),
      list.map((e) => e.detail),
      timestamptzArray(list.map((e) => e.happenedAt ?? now)),
      timestamptz(now),
    ],
  );
  return new Set(rows.map(({ provider, report_id: reportId }) => reportKey({ provider, reportId })));
}

/**
 * A page in the order in which it was heard, archived rows among them: ids rise with time. Acceptance is no row of its
 * own: the call that was accepted is the evidence.
 */
export async function pageOfEvidence(sql: Sql, filter: EvidenceFilter, limit: number): Promise<ListedEvidence[]> {
  return await sql.query<ListedEvidence>(
    `with told as (
       select $1::uuid as message_id where $1::uuid is not null
       union select d.message_id from dispatch_all d where d.term_id = $2::uuid
     ), known as (
       select e.evidence_id, e.message_id, e.kind, e.grade, e.provider, e.detail, e.answer, e.happened_at, e.heard_at
       from evidence_all e where e.message_id = any(array(select message_id from told))
       union all
       select a.attempt_id, a.message_id, 'ACCEPTED', 'WEAK', a.provider, '', null, m.accepted_at, m.accepted_at
       from attempt_all a join message_all m on m.message_id = a.message_id
       where a.message_id = any(array(select message_id from told))
         and m.message_id = any(array(select message_id from told))
         and a.state = 'ACCEPTED' and m.accepted_at is not null
       union all
       select c.confirmation_id, c.message_id, 'WAITING_FOR_STAFF', 'WEAK', c.provider, '', null, c.asked_at, c.asked_at
       from confirmation c where c.message_id = any(array(select message_id from told))
     )
     select evidence_id as "evidenceId", message_id as "messageId", kind, grade, provider, detail, answer,
       happened_at as "happenedAt", heard_at as "heardAt"
     from known where $3::uuid is null or evidence_id > $3::uuid order by evidence_id limit $4`,
    [filter.messageId, filter.termId, filter.after, limit],
  );
}

/** The answer that was given to a message; null without one. */
export async function answerTo(sql: Sql, messageId: MessageId): Promise<Answer | null> {
  const [row] = await sql.query<{ answer: Answer }>(
    `select answer from evidence_all where message_id = $1 and answer is not null order by evidence_id limit 1`,
    [messageId],
  );
  return row?.answer ?? null;
}

/** How many other links of a message were followed within the last `ms` of the wall clock. */
export async function linksAtOnce(sql: Sql, messageId: MessageId, link: string, ms: number): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(distinct detail)::int as count from evidence
     where message_id = $1 and kind = 'CLICKED' and detail <> $2
       and written_at > clock_timestamp() - $3::int * interval '1 millisecond'`,
    [messageId, link, ms],
  );
  return row?.count ?? 0;
}
