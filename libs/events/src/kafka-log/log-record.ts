import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { LogRecord } from '../event-log.js';

/**
 * A message as kafkajs hands it over. What others than us wrote may lack key, headers and value, and hold any bytes.
 */
export function toLogRecord(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString('utf8') ?? '',
    headers: headerTexts(message.headers),
    value: message.value ?? Buffer.alloc(0),
  };
}

/** Of a header that comes several times the last one counts, as CloudEvents SDKs have it. */
export function headerTexts(headers: IHeaders | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, given] of Object.entries(headers ?? {})) {
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value !== undefined && value !== null) texts[name] = value.toString('utf8');
  }
  return texts;
}
