import type { Instant } from '@perennial/kernel/instant';
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

/** @param oldest events older than this were perhaps dropped from the inbox already, so a repeat could not be told. */
export function decodeRecord(record: LogRecord, handled: ReadonlySet<EventType>, oldest: Instant): Decoded {
  try {
    const { source, type, ...at } = attributesOf(record);
    if (!isEventType(type)) return { kind: 'dead', letter: { record, reason: `unknown event type ${type} from ${source}` } };
    if (!handled.has(type)) return { kind: 'ignored' };
    if (at.time < oldest) return { kind: 'dead', letter: { record, reason: 'older than the inbox remembers' } };
    const payload = decode(type, record.value);
    return { kind: 'event', record, event: { ...at, type, key: record.key, payload: payload as never } };
  } catch (error) {
    if (error instanceof UndecodableEvent || error instanceof Error) return { kind: 'dead', letter: { record, reason: error.message } };
    throw error;
  }
}
