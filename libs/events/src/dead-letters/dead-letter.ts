import { storableText } from '@perennial/database/storable-text';
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
  /** The original value, base64; of one far above what the outbox takes, its beginning. */
  readonly value: string;
}

/** Whoever wrote the record was bound by nothing: a letter must fit its topic and PostgreSQL's text all the same. */
const MOST_HEADERS = 32;
const MOST_VALUE_BYTES = 1_100_000;

function storableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .slice(0, MOST_HEADERS)
      .map(([name, text]) => [storableText(name), storableText(text)]),
  );
}

/** Dead letters travel through the outbox, so that the position never moves past an event that was not kept. */
export function deadLetterRow(group: string, { record, reason }: DeadLetter, now: Instant): OutboxRow {
  const [key, headers] = [storableText(record.key), storableHeaders(record.headers)];
  const body: DeadLetterBody = {
    group,
    reason: storableText(reason),
    topic: record.topic,
    partition: record.partition,
    offset: String(record.offset),
    key,
    headers,
    value: record.value.subarray(0, MOST_VALUE_BYTES).toString('base64'),
  };
  return {
    topic: deadLetterTopic(group),
    key,
    type: 'dead-letter',
    subject: headers['ce_subject'] ?? record.topic,
    businesstime: now,
    restated: false,
    encoding: 'utf8',
    data: JSON.stringify(body),
  };
}
