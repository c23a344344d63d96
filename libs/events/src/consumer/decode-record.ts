import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { attributesOf } from '../cloud-event.js';
import { decode, UndecodableEvent } from '../codec.js';
import type { ReceivedEvent } from '../event.js';
import type { LogRecord } from '../event-log.js';
import { isEventType, type EventType } from '../registry.js';
import type { DeadLetter } from './dead-letter.js';

/** What a fetched record turned out to be. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: ReceivedEvent<EventType>; readonly record: LogRecord }
  /** A known type that this group does not handle. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'dead'; readonly letter: DeadLetter };

/** Times of events that a group takes, wall clock. */
export interface TakenTimes {
  /** Events older than this were perhaps dropped from the inbox already, so that a repeat could not be told. */
  readonly oldest: Instant;
  /** No clock is so wrong; the inbox would keep a partition for a day that is far off. */
  readonly newest: Instant;
}

/** @throws what is no fault of the record: a mistake of ours stops the group, it does not set good events aside. */
export function decodeRecord(
  record: LogRecord,
  handled: ReadonlySet<EventType>,
  { oldest, newest }: TakenTimes,
): Decoded {
  try {
    const { source, type, ...at } = attributesOf(record);
    if (!isEventType(type))
      return { kind: 'dead', letter: { record, reason: `unknown event type ${type} from ${source}` } };
    if (!handled.has(type)) return { kind: 'ignored' };
    if (at.time < oldest) return { kind: 'dead', letter: { record, reason: 'older than the inbox remembers' } };
    if (at.time > newest)
      return { kind: 'dead', letter: { record, reason: `ce_time ${formatInstant(at.time)} lies in the future` } };
    const payload = decode(type, record.value);
    return { kind: 'event', record, event: { ...at, type, key: record.key, payload: payload as never } };
  } catch (error) {
    if (error instanceof UndecodableEvent) return { kind: 'dead', letter: { record, reason: error.message } };
    throw error;
  }
}
