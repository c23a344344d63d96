import { decode } from '@perennial/events/codec';
import type { LogReader } from '@perennial/events/log-reader';
import { isEventType, type EventType, type Payload } from '@perennial/events/registry';
import { TOPIC_PREFIX } from '@perennial/events/topics';
import { parseInstant, type Instant } from '@perennial/kernel/instant';

/** One event of the log with its decoded payload. */
export type JournalEvent = {
  [T in EventType]: {
    readonly type: T;
    readonly customerId: string;
    readonly at: Instant;
    readonly payload: Payload<T>;
  };
}[EventType];

/**
 * Every event of an event log, once each (a relay may publish twice), in the order of their ids, which is no order in
 * time. `at` is the business instant; the key of every topic is the customer.
 */
export async function readJournal(log: LogReader): Promise<JournalEvent[]> {
  const events = new Map<string, JournalEvent>();
  await log.read(await log.topics(TOPIC_PREFIX), (records) => {
    for (const { key, headers, value } of records) {
      const { ce_id: id = '', ce_type: type = '', ce_businesstime: businesstime = '' } = headers;
      const at = parseInstant(businesstime);
      if (!isEventType(type) || !at.ok)
        throw new Error(`an event of type ${type} at ${businesstime} stands in the log`);
      if (!events.has(id))
        events.set(id, { type, customerId: key, at: at.value, payload: decode(type, value) } as JournalEvent);
    }
  });
  return [...events].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}
