import { DEAD_LETTER_PREFIX } from './topics.js';

/** The most bytes that key, subject and data of one event have together; the outbox refuses more. */
export const MAX_EVENT_BYTES = 1_000_000;

/** A dead letter holds an event of that size as base64 inside JSON, with its headers and the reason. */
export const MAX_DEAD_LETTER_BYTES = 2_000_000;

/** What Kafka counts is the record batch of a partition: the record with all its headers and the batch's own. */
const EVENT_BATCH_BYTES = 1_048_588;
const DEAD_LETTER_BATCH_BYTES = 2 * 1_024 * 1_024;

/** Bytes of one record batch that a topic must take: its `max.message.bytes` on Kafka. */
export function batchBytesOf(topic: string): number {
  return topic.startsWith(DEAD_LETTER_PREFIX) ? DEAD_LETTER_BATCH_BYTES : EVENT_BATCH_BYTES;
}

/** Bytes of key, subject and data that an event or dead letter of this topic may have. */
export function eventBytesOf(topic: string): number {
  return topic.startsWith(DEAD_LETTER_PREFIX) ? MAX_DEAD_LETTER_BYTES : MAX_EVENT_BYTES;
}
