import { openKafka } from '@perennial/events/kafka-log/kafka-connection';
import { TOPIC_PREFIX } from '@perennial/events/topics';
import type { Admin, Kafka } from 'kafkajs';

/** Committed positions: `group topic/partition` to offset. */
export type Positions = ReadonlyMap<string, bigint>;

/** A client whose lines nobody reads: what matters is thrown. */
export function kafkaOf(brokers: string): Kafka {
  return openKafka({ brokers: brokers.split(','), tls: false, clientId: 'drill' }, () => undefined);
}

/** Does something with the log's administration, as an operator would. */
export async function withAdmin<T>(brokers: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaOf(brokers).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** The product's consumer groups: those that have read one of its topics. */
export async function groupsOf(admin: Admin): Promise<string[]> {
  const { groups } = await admin.listGroups();
  const known = await Promise.all(
    groups.map(async ({ groupId }) =>
      (await admin.fetchOffsets({ groupId })).some(({ topic }) => topic.startsWith(TOPIC_PREFIX)) ? [groupId] : [],
    ),
  );
  return known.flat().sort();
}

export async function positionsOf(admin: Admin, groups: readonly string[]): Promise<Positions> {
  const all = await Promise.all(
    groups.map(async (groupId) =>
      (await admin.fetchOffsets({ groupId })).flatMap(({ topic, partitions }) =>
        partitions
          .filter(({ offset }) => BigInt(offset) >= 0n)
          .map(({ partition, offset }) => [`${groupId} ${topic}/${partition}`, BigInt(offset)] as const),
      ),
    ),
  );
  return new Map(all.flat());
}

/** Every group begins again at the first record of its topics. The groups must be empty. */
export async function rewind(admin: Admin, groups: readonly string[]): Promise<number> {
  let topics = 0;
  for (const groupId of groups) {
    for (const { topic } of await admin.fetchOffsets({ groupId })) {
      await admin.resetOffsets({ groupId, topic, earliest: true });
      topics += 1;
    }
  }
  return topics;
}
