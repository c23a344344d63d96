import type { Sql } from '@perennial/database/sql';
import type { MessageId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';

/** A message as its answer page shows it. */
export interface AnswerPageFacts {
  /** Of the text; null for one that was never made. */
  readonly locale: string | null;
  /** Product and last day of each rider, in the order of the text. */
  readonly items: readonly { readonly product: string; readonly lastDay: LocalDate }[];
}

/** @returns undefined for a message that is kept no longer. */
export async function answerPageFacts(sql: Sql, messageId: MessageId): Promise<AnswerPageFacts | undefined> {
  const [row] = await sql.query<AnswerPageFacts>(
    `select m.locale, coalesce(d.items, '[]') as items
     from message_all m
       cross join lateral (
         select json_agg(json_build_object('product', d.product, 'lastDay', d.last_day::text)
           order by d.last_day, d.reminder_id) as items
         from dispatch_all d where d.message_id = m.message_id and d.state <> 'DROPPED') d
     where m.message_id = $1`,
    [messageId],
  );
  return row;
}
