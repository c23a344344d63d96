import type { Instant } from '@perennial/kernel/instant';
import type { LogRecord } from '../event-log.js';
import type { OutboxRow } from '../outbox/outbox.js';
import { deadLetterTopic } from '../topics.js';

/** An event that its group cannot handle, kept with the reason. */
export interface DeadLetter {
  readonly record: LogRecord;
  readonly reason: string;
}

/** The form of a dead letter on its topic: JSON around the original bytes. */
export interface DeadLetterBody {
  readonly group: string;
  readonly reason: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The original value, base64. */
  readonly value: string;
}

/** Dead letters travel through the outbox, so that the position never moves past an event that was not kept. */
export function deadLetterRow(group: string, { record, reason }: DeadLetter, now: Instant): OutboxRow {
  const body: DeadLetterBody = {
    group, reason, topic: record.topic, partition: record.partition, offset: String(record.offset), key: record.key,
    headers: record.headers, value: record.value.toString('base64'),
  };
  return {
    topic: deadLetterTopic(group), key: record.key, type: 'dead-letter', subject: record.headers['ce_subject'] ?? record.topic,
    businesstime: now, restated: false, encoding: 'utf8', data: JSON.stringify(body),
  };
}
