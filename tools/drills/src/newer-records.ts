import { randomUUID } from 'node:crypto';
import { toRecord } from '@perennial/events/cloud-event';
import type { NewRecord } from '@perennial/events/event-log';
import { openLog } from '@perennial/events/log-location';
import { TOPICS } from '@perennial/events/topics';
import { instant, parseInstant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import type { Stage } from './stage.js';

/**
 * What a build newer than this one writes while versions are rolled out: a type that this one does not know on each
 * topic, and known types with values that it does not know. None may become a dead letter (protocol.md, Events).
 */
export function newerRecords(now: number): NewRecord[] {
  const businesstime = orThrow(parseInstant('2025-01-06T00:00:00Z'), (rule) => new Error(rule));
  const customerId = randomUUID();
  const record = (topic: string, type: string, subject: string, data: object): NewRecord =>
    toRecord(
      topic,
      customerId,
      {
        id: `newer-${randomUUID()}`,
        source: '/drill',
        type,
        subject,
        time: instant(now),
        businesstime,
        restated: false,
        traceparent: undefined,
      },
      Buffer.from(JSON.stringify({ customerId, ...data })),
    );
  const termId = randomUUID();
  return [
    ...Object.values(TOPICS).map((topic) => record(topic, 'contract.imagined', termId, {})),
    record(TOPICS.deliveries, 'delivery.outcome', termId, {
      termId,
      reminderId: randomUUID(),
      state: 'REMINDER_STATE_SKIPPED',
      retry: 'RETRY_IMAGINED',
    }),
    record(TOPICS.contracts, 'contract.expired', termId, {
      term: { termId, customerId, state: 'TERM_STATE_IMAGINED' },
    }),
  ];
}

/** Appends them to the stage's event log. @returns how many. */
export async function writeNewer(stage: Stage): Promise<number> {
  const log = openLog(
    stage.log,
    'drill',
    () => performance.now(),
    () => undefined,
  );
  try {
    const records = newerRecords(Date.now());
    await log.append(records);
    return records.length;
  } finally {
    await log.close();
  }
}
