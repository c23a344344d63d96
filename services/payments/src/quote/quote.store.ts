import type { ContractId, CustomerId, Id, QuoteId, TermId } from '@perennial/kernel/ids';
import type { Sql, Transaction } from '@perennial/database/sql';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { Quote } from './quote.js';

/** Writes new quotes. Callers hold the locks of their terms, so that no version is taken twice. */
export async function insertQuotes(tx: Transaction, quotes: readonly Quote[]): Promise<void> {
  await tx.execute(
    `
    insert into quote (quote_id, term_id, version, contract_id, customer_id, currency, amount_minor, issued_at)
    select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[],
      $8::timestamptz[])`,
    [
      quotes.map((q) => q.quoteId),
      quotes.map((q) => q.termId),
      quotes.map((q) => q.version),
      quotes.map((q) => q.contractId),
      quotes.map((q) => q.customerId),
      quotes.map((q) => q.amount.currency),
      quotes.map((q) => q.amount.minor),
      timestamptzArray(quotes.map((q) => q.issuedAt)),
    ],
  );
}

interface QuoteRow {
  readonly quote_id: QuoteId;
  readonly term_id: TermId;
  readonly contract_id: ContractId;
  readonly customer_id: CustomerId;
  readonly version: number;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly issued_at: number;
  readonly previous_currency: string | null;
  readonly previous_minor: bigint | null;
}

/** A page of quotes by id, archived ones among them, after `afterId` (null: from the first). */
export async function readQuotePage(sql: Sql, afterId: Id<string> | null, size: number): Promise<Quote[]> {
  const rows = await sql.query<QuoteRow>(
    `
    select q.*, b.currency as previous_currency, b.amount_minor as previous_minor
    from (select * from quote_all where quote_id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
      order by quote_id limit $2) q
    left join lateral (select currency, amount_minor from quote_all
      where term_id = q.term_id and version = q.version - 1) b on true
    order by q.quote_id`,
    [afterId, size],
  );
  return rows.map((row) => ({
    quoteId: row.quote_id,
    termId: row.term_id,
    contractId: row.contract_id,
    customerId: row.customer_id,
    version: row.version,
    amount: { currency: row.currency, minor: row.amount_minor },
    issuedAt: instant(row.issued_at),
    previous:
      row.previous_currency === null || row.previous_minor === null
        ? null
        : { currency: row.previous_currency, minor: row.previous_minor },
  }));
}

/** A quote that a message or a page is about to show. */
export interface NamedQuote {
  readonly termId: TermId;
  readonly version: number;
}

/** Keeps that quotes were named, the first time of each. */
export async function nameQuotes(sql: Sql, quotes: readonly NamedQuote[], now: Instant): Promise<void> {
  if (quotes.length === 0) return;
  await sql.execute(
    `
    with named as (
      select q.quote_id from quote q
      join unnest($1::uuid[], $2::int[]) as s(term_id, version) on s.term_id = q.term_id and s.version = q.version
      where q.named_at is null order by q.quote_id for update of q)
    update quote q set named_at = $3 from named n where n.quote_id = q.quote_id`,
    [quotes.map((q) => q.termId), quotes.map((q) => q.version), timestamptz(now)],
  );
}
