import type { ITopicConfig } from 'kafkajs';
import { batchBytesOf } from '../limits.js';
import { DEAD_LETTER_PREFIX, PARTITIONS, TOPICS } from '../topics.js';

const DAY_MS = 86_400_000;
const RETENTION_DAYS = 30;
/** Ids only, kept without limit so that analytics can rebuild (protocol.md, Events). */
const KEPT: ReadonlySet<string> = new Set([TOPICS.reminders, TOPICS.deliveries, TOPICS.payments]);

/** How a topic is created. @param replication copies of each partition. */
export function topicSettings(topic: string, replication: number): ITopicConfig {
  const settings: Record<string, string> = {
    'cleanup.policy': 'delete',
    'retention.ms': keptForEver(topic) ? '-1' : String(RETENTION_DAYS * DAY_MS),
    'max.message.bytes': String(batchBytesOf(topic)),
    // With acks=all this is how many copies an acknowledged record has at least.
    'min.insync.replicas': replication >= 3 ? '2' : '1',
  };
  return {
    topic,
    numPartitions: PARTITIONS,
    replicationFactor: replication,
    configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
  };
}

/** A dead letter waits for a person, however long. */
function keptForEver(topic: string): boolean {
  return KEPT.has(topic) || topic.startsWith(DEAD_LETTER_PREFIX);
}
