import type { Instant } from '@perennial/kernel/instant';
import type { Invariant } from './audited-system.js';
import { byKey } from './sets.js';

export const onePayment: Invariant = {
  name: 'one-payment',
  promise: 'one effect per gateway event id; a term is renewed by one payment',
  async check({ payments, contracts }) {
    const twice = await payments.query<{ term_id: string }>(`select term_id from payment where state = 'RENEWED' group by term_id having count(*) > 1`, []);
    const events = await payments.query<{ gateway_event_id: string }>(`select gateway_event_id from payment group by gateway, gateway_event_id having count(*) > 1`, []);
    const paid = await payments.query<{ term_id: string }>(`select term_id from payment where state = 'RENEWED'`, []);
    const states = byKey(await contracts.query<{ id: string; state: string }>(`select id, state from term`, []), (row) => row.id);
    return [
      ...twice.map((row) => `term ${row.term_id} was renewed by two payments`),
      ...events.map((row) => `gateway event ${row.gateway_event_id} was recorded twice`),
      ...paid.filter((row) => !['RENEWED', 'CANCELLED'].includes(states.get(row.term_id)?.state ?? '')).map((row) => `term ${row.term_id} is paid and ${states.get(row.term_id)?.state ?? 'unknown'} in contracts`),
    ];
  },
};

export const onePrice: Invariant = {
  name: 'one-price',
  promise: 'every message shows the quote version that was current at its last look',
  async check({ delivery, payments }) {
    const quotes = await payments.query<{ term_id: string; version: number; issued_at: Instant }>(`select term_id, version, issued_at from quote order by term_id, version`, []);
    const byTerm = new Map<string, typeof quotes>();
    for (const quote of quotes) byTerm.set(quote.term_id, [...(byTerm.get(quote.term_id) ?? []), quote]);
    const sent = await delivery.query<{ reminder_id: string; term_id: string; quote_version: number | null; accepted_at: Instant }>(
      `select d.reminder_id, d.term_id, d.quote_version, m.accepted_at from dispatch d join message m on m.id = d.message_id where d.state = 'SENT' and m.accepted_at is not null`, [],
    );
    return sent.flatMap((row) => {
      const known = byTerm.get(row.term_id) ?? [];
      const current = Math.max(0, ...known.filter((quote) => quote.issued_at < row.accepted_at).map((quote) => quote.version));
      const exists = known.some((quote) => quote.version === row.quote_version);
      return exists && (row.quote_version ?? 0) >= current ? [] : [`reminder ${row.reminder_id} showed quote version ${row.quote_version}, current was ${current}`];
    });
  },
};
