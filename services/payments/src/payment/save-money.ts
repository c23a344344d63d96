import type { Transaction } from '@perennial/database/sql';
import type { Outbox } from '@perennial/events/outbox/outbox';
import { newId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { writeCauses } from '../ledger/cause.store.js';
import { quoteIssued, type Quote } from '../quote/quote.js';
import { insertQuotes } from '../quote/quote.store.js';
import type { MoneyDrafts } from './money-drafts.js';
import { changePayments, writeBookings } from './payment.store.js';

/** Writes what became of the money of some terms, set-wise, and its events. The caller holds the terms' locks. */
export async function saveMoney(tx: Transaction, outbox: Outbox, money: MoneyDrafts, now: Instant): Promise<void> {
  const { drafts } = money;
  const quotes = money.quotes.map((quote): Quote => ({ quoteId: newId(), ...quote }));
  if (quotes.length > 0) await insertQuotes(tx, quotes);
  await writeBookings(
    tx,
    drafts.flatMap(({ bookings, term: { termId, contractId, customerId } }) =>
      [...bookings.values()].map((booking) => ({ ...booking, termId, contractId, customerId })),
    ),
  );
  await changePayments(
    tx,
    drafts.flatMap((draft) => draft.changes()),
  );
  await writeCauses(
    tx,
    { made: drafts.flatMap(({ made }) => made), undone: drafts.flatMap(({ undone }) => undone) },
    now,
  );
  const events = [...quotes.map(quoteIssued), ...drafts.flatMap((draft) => draft.events)];
  if (events.length > 0) await outbox.append(tx, events, now);
}
