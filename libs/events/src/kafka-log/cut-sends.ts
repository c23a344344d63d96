import type { NewRecord } from '../event-log.js';
import { batchBytesOf } from '../limits.js';
import { partitionOf } from '../partitioner.js';

/** A record with the partition that its key belongs to. */
export interface PlacedRecord {
  readonly record: NewRecord;
  readonly partition: number;
}

/**
 * Lengths, attributes and offsets of a record, and lengths of a header, as variable-length integers at their longest.
 */
const RECORD_OVERHEAD = 40;
const HEADER_OVERHEAD = 10;
const BATCH_OVERHEAD = 70;
/** What one request may hold over all partitions: far below what brokers take, so that it is answered soon. */
const SEND_BYTES = 16 * 1_024 * 1_024;

/**
 * Cuts records into requests, each sent after the one before it was answered: kafkajs makes one record batch per
 * partition and request, and Kafka refuses a batch above the topic's `max.message.bytes` as a whole. The order stays as
 * it is.
 */
export function cutSends(records: readonly NewRecord[], partitions: number): PlacedRecord[][] {
  const sends: PlacedRecord[][] = [];
  let send: PlacedRecord[] = [];
  let filled = new Map<string, number>();
  let total = 0;
  for (const record of records) {
    const partition = partitionOf(record.key, partitions);
    const place = `${record.topic} ${partition}`;
    const bytes = bytesOf(record);
    const held = filled.get(place) ?? BATCH_OVERHEAD;
    if (send.length > 0 && (held + bytes > batchBytesOf(record.topic) || total + bytes > SEND_BYTES)) {
      sends.push(send);
      send = [];
      filled = new Map();
      total = 0;
    }
    send.push({ record, partition });
    filled.set(place, (filled.get(place) ?? BATCH_OVERHEAD) + bytes);
    total += bytes;
  }
  if (send.length > 0) sends.push(send);
  return sends;
}

/** The most bytes that the record takes in a batch. */
function bytesOf({ key, headers, value }: NewRecord): number {
  let bytes = RECORD_OVERHEAD + Buffer.byteLength(key) + value.length;
  for (const [name, text] of Object.entries(headers))
    bytes += HEADER_OVERHEAD + Buffer.byteLength(name) + Buffer.byteLength(text);
  return bytes;
}
