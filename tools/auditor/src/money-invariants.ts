import type { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { IN_FLIGHT_MS } from './in-flight.js';
import type { Invariant } from './invariant.js';
import { NO_ID, PAGE, pages } from './rows.js';

export const onePayment: Invariant = {
  name: 'one-payment',
  promise: 'one effect per gateway event id; a term is closed by one cause of money at a time, each used once',
  harm: 'other',
  async check({ payments, contracts }) {
    const twice = await payments.query<{ term_id: string }>(
      `select term_id from payment_all where state = 'RENEWED' group by term_id having count(*) > 1
       union select term_id from cause where undone_at is null group by term_id having count(*) > 1
       union select term_id from cause group by term_id, cause having count(*) > 1`,
      [],
    );
    const events = await payments.query<{ gateway_event_id: string }>(
      `select gateway_event_id from payment_all group by gateway, gateway_event_id having count(*) > 1`,
      [],
    );
    const open: string[] = [];
    for await (const page of pages<{ term_id: string }>((after) =>
      payments.query(
        `select term_id from (
           select term_id from cause where undone_at is null union select term_id from payment_all where state = 'RENEWED') p
         where term_id > $1 order by term_id limit ${PAGE}`,
        [after?.term_id ?? NO_ID],
      ),
    )) {
      const rows = await contracts.query<{ id: string; state: string }>(
        `select p.id, coalesce(t.state, 'unknown') as state
         from unnest($1::uuid[]) as p(id) left join term t on t.term_id = p.id
         where t.state is null or t.state not in ('RENEWED', 'CANCELLED')`,
        [page.map((row) => row.term_id)],
      );
      open.push(...rows.map((row) => `term ${row.id} is paid and ${row.state} in contracts`));
    }
    return [
      ...twice.map((row) => `term ${row.term_id} was renewed by two payments`),
      ...events.map((row) => `gateway event ${row.gateway_event_id} was recorded twice`),
      ...open,
    ];
  },
};

interface ShownQuote {
  reminder_id: string;
  term_id: string;
  quote_version: number | null;
  /** What the text asked for and how much it said had come in; amounts as digits. */
  asked: { currency: string; minor: string; received?: { minor: string } } | null;
  accepted_at: Instant;
  /** The price stood before the acceptance: the text was frozen, or payments did not answer the last look. */
  older: boolean;
}

interface Quote {
  version: number;
  issued_at: Instant;
  currency: string;
  amount_minor: bigint;
}

export const onePrice: Invariant = {
  name: 'one-price',
  promise: 'every message shows the quote that was current at its last look, and asks for no more',
  harm: 'other',
  async check({ delivery, payments }) {
    const found: string[] = [];
    for await (const page of pages<ShownQuote>((after) =>
      delivery.query(
        `select d.reminder_id, d.term_id, d.quote_version, m.accepted_at, m.inputs -> d.term_id::text as asked,
         m.frozen or not exists (select from attempt_all a where a.message_id = m.message_id and a.state = 'ACCEPTED' and a.looked) as older
       from dispatch_all d join message_all m using (message_id)
       where d.state = 'SENT' and m.accepted_at is not null and d.reminder_id > $1 order by d.reminder_id
       limit ${PAGE}`,
        [after?.reminder_id ?? NO_ID],
      ),
    )) {
      const quotes = await quotesOf(payments, [...new Set(page.map((row) => row.term_id))]);
      found.push(...page.flatMap((row) => wrongPrice(row, quotes.get(row.term_id) ?? [])));
    }
    return found;
  },
};

function wrongPrice(shown: ShownQuote, quotes: readonly Quote[]): string[] {
  // A text that shows no price was rendered without a quote.
  if (shown.quote_version === null) return [];
  const looked = shown.accepted_at - IN_FLIGHT_MS;
  const current = Math.max(0, ...quotes.filter((quote) => quote.issued_at < looked).map((quote) => quote.version));
  const named = quotes.find((quote) => quote.version === shown.quote_version);
  if (!named)
    return [`reminder ${shown.reminder_id} showed quote version ${shown.quote_version}, which payments never issued`];
  const wrong = wrongAmount(shown, named, quotes);
  if (wrong.length > 0 || shown.older || shown.quote_version >= current) return wrong;
  return [`reminder ${shown.reminder_id} showed quote version ${shown.quote_version}, current was ${current}`];
}

/** With what had come in, what a text asks for is a price of the term, and not above the one that it names. */
function wrongAmount(
  { reminder_id: id, asked, accepted_at }: ShownQuote,
  named: Quote,
  quotes: readonly Quote[],
): string[] {
  if (asked === null || asked.minor === '0') return [];
  const price = BigInt(asked.minor) + BigInt(asked.received?.minor ?? 0);
  const mine = quotes.filter(({ currency, issued_at }) => currency === asked.currency && issued_at <= accepted_at);
  const above = named.currency === asked.currency && price > named.amount_minor;
  if (!above && mine.some(({ amount_minor }) => amount_minor === price)) return [];
  return [
    `reminder ${id} asked for ${asked.minor} of ${price} ${asked.currency} in minor units, which is no price it may name`,
  ];
}

async function quotesOf(payments: Database, termIds: readonly string[]): Promise<Map<string, Quote[]>> {
  const rows = await payments.query<Quote & { term_id: string }>(
    `select term_id, version, issued_at, currency, amount_minor from quote_all where term_id = any($1::uuid[])`,
    [termIds],
  );
  const byTerm = new Map<string, Quote[]>();
  for (const row of rows) byTerm.set(row.term_id, [...(byTerm.get(row.term_id) ?? []), row]);
  return byTerm;
}
