import { formatInstant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { UndecodableEvent } from './codec.js';
import type { LogRecord, NewRecord } from './event-log.js';

/** CloudEvents 1.0 attributes in Kafka binary mode: header names with the ce_ prefix (protocol.md, Events). */
export interface Attributes {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: Instant;
  readonly businesstime: Instant;
  readonly restated: boolean;
  readonly traceparent: string | undefined;
}

export const CONTENT_TYPE = 'application/json';

/** Ours are far shorter; the inbox's index takes no key of any length, and that error would not be the data's fault. */
const LONGEST_ID = 200;

export function toRecord(topic: string, key: string, at: Attributes, value: Buffer): NewRecord {
  const headers: Record<string, string> = {
    'content-type': CONTENT_TYPE,
    ce_specversion: '1.0',
    ce_id: at.id,
    ce_source: at.source,
    ce_type: at.type,
    ce_subject: at.subject,
    ce_time: formatInstant(at.time),
    ce_businesstime: formatInstant(at.businesstime),
  };
  if (at.restated) headers['ce_restated'] = 'true';
  if (at.traceparent) headers['ce_traceparent'] = at.traceparent;
  return { topic, key, headers, value };
}

/** @throws UndecodableEvent naming the attribute that is missing or malformed. */
export function attributesOf(record: LogRecord): Attributes {
  const header = (name: string): string => {
    const value = record.headers[name];
    if (!value) throw new UndecodableEvent(`CloudEvents attribute ${name} is missing`);
    return value;
  };
  const time = (name: string): Instant => {
    const parsed = parseInstant(header(name));
    if (!parsed.ok) throw new UndecodableEvent(`CloudEvents attribute ${name}: ${parsed.error}`);
    return parsed.value;
  };
  if (header('ce_specversion') !== '1.0')
    throw new UndecodableEvent('CloudEvents attribute ce_specversion must be 1.0');
  if (header('ce_id').length > LONGEST_ID)
    throw new UndecodableEvent(`CloudEvents attribute ce_id is longer than ${LONGEST_ID} characters`);
  return {
    id: header('ce_id'),
    source: header('ce_source'),
    type: header('ce_type'),
    subject: header('ce_subject'),
    time: time('ce_time'),
    businesstime: time('ce_businesstime'),
    restated: record.headers['ce_restated'] === 'true',
    traceparent: record.headers['ce_traceparent'],
  };
}
