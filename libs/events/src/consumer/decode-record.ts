import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { attributesOf } from '../cloud-event.js';
import { decode as decodePayload, UndecodableEvent, UnknownValue } from '../codec.js';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import type { ReceivedEvent } from '../event.js';
import type { LogRecord } from '../event-log.js';
import { isEventType, type EventType } from '../registry.js';

/** An event without its payload. */
export type EventHead = Omit<ReceivedEvent<EventType>, 'payload'>;

/** What a fetched record turned out to be. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: ReceivedEvent<EventType>; readonly record: LogRecord }
  /** Of a newer build: it holds a value that this one does not know. */
  | { readonly kind: 'unread'; readonly head: EventHead; readonly record: LogRecord; readonly reason: string }
  /** A type that this build does not know: a newer one writes it. */
  | { readonly kind: 'unknown-type'; readonly type: string }
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
  decode: typeof decodePayload = decodePayload,
): Decoded {
  try {
    const { source: _source, type, ...at } = attributesOf(record);
    if (!isEventType(type)) return { kind: 'unknown-type', type };
    if (!handled.has(type)) return { kind: 'ignored' };
    if (at.time < oldest) return { kind: 'dead', letter: { record, reason: 'older than the inbox remembers' } };
    if (at.time > newest)
      return { kind: 'dead', letter: { record, reason: `ce_time ${formatInstant(at.time)} lies in the future` } };
    const head: EventHead = { ...at, type, key: record.key };
    try {
      return { kind: 'event', record, event: { ...head, payload: decode(type, record.value) as never } };
    } catch (error) {
      if (error instanceof UnknownValue) return { kind: 'unread', record, head, reason: error.message };
      throw error;
    }
  } catch (error) {
    if (error instanceof UndecodableEvent) return { kind: 'dead', letter: { record, reason: error.message } };
    throw error;
  }
}
