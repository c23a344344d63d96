import { randomUUID } from 'node:crypto';
import type { EventLog, LogRecord, NewRecord } from '@perennial/events/event-log';

/** What an adapter gives to the conformance suite. */
export interface LogHarness {
  /** Opens the log anew, as another process would. */
  open(): EventLog;
  /** How long a member that hangs keeps its partitions, ms. */
  readonly takeoverMs: number;
  close(): Promise<void>;
}

const RUN = randomUUID().slice(0, 8);
let topics = 0;

/** A topic name that no other test uses: a broker may serve several suites. */
export function freshTopic(): string {
  topics += 1;
  return `conformance.${RUN}.t${topics}`;
}

/** A group name that no other suite uses. */
export function freshGroup(name: string): string {
  return `conformance.${RUN}.${name}`;
}

export function record(topic: string, key: string, n: number | string, bytes?: Buffer): NewRecord {
  return { topic, key, headers: { ce_id: `${key}-${n}`, n: String(n) }, value: bytes ?? Buffer.from(String(n)) };
}

/** Waits until `done` holds. @throws Error with the last state after `ms`. */
export async function until(what: string, done: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Numbers of a key's records in the order in which they were seen. */
export function numbersOf(records: readonly LogRecord[], key: string): number[] {
  return records.filter((r) => r.key === key).map((r) => Number(r.headers['n']));
}
