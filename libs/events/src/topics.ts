/** All topics begin so, those of dead letters too, and nobody else's do. */
export const TOPIC_PREFIX = 'perennial.';

/**
 * Kafka-safe topic names (surfaces.md). Every topic has the same partition count on both event logs (protocol.md,
 * Events).
 */
export const TOPICS = {
  contracts: 'perennial.contracts',
  reminders: 'perennial.reminders',
  deliveries: 'perennial.deliveries',
  payments: 'perennial.payments',
} as const;

export type Topic = (typeof TOPICS)[keyof typeof TOPICS];

export const PARTITIONS = 12;

export const DEAD_LETTER_PREFIX = `${TOPIC_PREFIX}dlq.`;

/** @returns the dead-letter topic of a consumer group. */
export function deadLetterTopic(group: string): string {
  return `${DEAD_LETTER_PREFIX}${group}`;
}
