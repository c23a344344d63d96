import type { Database } from '@perennial/database/database';
import { decode } from '@perennial/events/codec';
import { isEventType, type EventType, type Payload } from '@perennial/events/registry';
import { parseInstant, type Instant } from '@perennial/kernel/instant';

/** One event of the log with its decoded payload. */
export type JournalEvent = { [T in EventType]: { readonly type: T; readonly customerId: string; readonly at: Instant; readonly payload: Payload<T> } }[EventType];

/**
 * Every event of a postgres event log, once each (a relay may publish twice), in no particular order.
 * `at` is the business instant; the key of every topic is the customer.
 */
export async function readJournal(events: Database): Promise<JournalEvent[]> {
  const rows = await events.query<{ key: string; headers: string; value: Buffer }>(
    `select distinct on (headers::json ->> 'ce_id') key, headers, value from log_record order by headers::json ->> 'ce_id'`, [],
  );
  return rows.map(({ key, headers, value }) => {
    const { ce_type: type = '', ce_businesstime: businesstime = '' } = JSON.parse(headers) as Record<string, string>;
    const at = parseInstant(businesstime);
    if (!isEventType(type) || !at.ok) throw new Error(`an event of type ${type} at ${businesstime} stands in the log`);
    return { type, customerId: key, at: at.value, payload: decode(type, value) } as JournalEvent;
  });
}
