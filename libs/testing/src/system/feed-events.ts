import { toRecord } from '@perennial/events/cloud-event';
import { encode } from '@perennial/events/codec';
import type { NewEvent } from '@perennial/events/event';
import type { EventLog } from '@perennial/events/event-log';
import { definitionOf } from '@perennial/events/registry';
import type { Instant } from '@perennial/kernel/instant';

/**
 * Appends events to the log as another service's relay does; `from` numbers their ids, so that the same number is a
 * redelivery.
 */
export async function feedEvents(
  log: EventLog,
  events: readonly NewEvent[],
  from: number,
  times: { readonly wall: Instant; readonly business: Instant },
): Promise<void> {
  await log.append(
    events.map(({ type, payload }, i) => {
      const { topic, key, subject } = definitionOf(type);
      const attributes = {
        id: `test:${from + i}`,
        source: 'test',
        type,
        subject: subject(payload),
        time: times.wall,
        businesstime: times.business,
        restated: false,
        traceparent: undefined,
      };
      return toRecord(topic, key(payload), attributes, Buffer.from(encode(type, payload)));
    }),
  );
}
