import type { Instant } from '@perennial/kernel/instant';
import type { LogRecord } from './event-log.js';

/** A record with the wall-clock instant at which the log took it. */
export interface ReadRecord extends LogRecord {
  readonly appendedAt: Instant;
}

/**
 * Reads whole topics without belonging to a consumer group: for the auditor, dead letters and drills. Nothing of a read
 * stays behind in the log: no group, no position.
 */
export interface LogReader {
  /** Names of the existing topics that begin with `prefix`, sorted. */
  topics(prefix: string): Promise<string[]>;
  /**
   * Hands over every record that the topics hold, up to their ends as of the call: each once, in the order of its
   * partition, a few MB at a time, the next not before `onRecords` is done. What it throws ends the reading and comes
   * out.
   * @throws Error naming topics that do not exist.
   */
  read(topics: readonly string[], onRecords: (records: readonly ReadRecord[]) => Promise<void> | void): Promise<void>;
  /** @returns one record; undefined when the topic has none there, or no longer. */
  readOne(topic: string, partition: number, offset: bigint): Promise<ReadRecord | undefined>;
  close(): Promise<void>;
}

/** @throws Error naming the topics that are wanted and not there. */
export function assertTopics(wanted: readonly string[], existing: readonly string[]): void {
  const missing = wanted.filter((topic) => !existing.includes(topic));
  if (missing.length > 0) throw new Error(`the event log has no topic ${missing.join(', ')}`);
}
