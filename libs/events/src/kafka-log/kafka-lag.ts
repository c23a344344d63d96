import type { Admin } from 'kafkajs';

/**
 * Records that the group has not committed yet, by topic. A partition without a position counts from its first record.
 */
export async function kafkaLag(admin: Admin, group: string, topics: readonly string[]): Promise<Map<string, bigint>> {
  const [committed, ...ends] = await Promise.all([
    admin.fetchOffsets({ groupId: group, topics: [...topics] }),
    ...topics.map((topic) => admin.fetchTopicOffsets(topic)),
  ]);
  return new Map(
    topics.map((topic, i) => {
      const positions = new Map(
        committed
          .find((one) => one.topic === topic)
          ?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
      );
      let lag = 0n;
      for (const { partition, low, high } of ends[i] ?? []) {
        const position = positions.get(partition) ?? -1n;
        const from = position < BigInt(low) ? BigInt(low) : position;
        if (BigInt(high) > from) lag += BigInt(high) - from;
      }
      return [topic, lag];
    }),
  );
}
