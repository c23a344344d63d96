import kafkajs, { type Admin } from 'kafkajs';
import { RefusedTopic } from '../event-log.js';
import { batchBytesOf } from '../limits.js';
import { PARTITIONS } from '../topics.js';
import { retryWhileElecting } from './retry-while-electing.js';
import { topicSettings } from './topic-settings.js';

const DEFAULT_REPLICATION = 3;

/**
 * Creates missing topics and checks all of them.
 * @param replication copies of each partition of a new topic; undefined: as many as there are brokers, at most 3.
 * @throws RefusedTopic for a topic that others created in a way that does not fit.
 */
export async function ensureKafkaTopics(
  admin: Admin,
  topics: readonly string[],
  replication: number | undefined,
): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(topic));
  if (missing.length > 0) {
    const copies = replication ?? Math.min(DEFAULT_REPLICATION, (await admin.describeCluster()).brokers.length);
    // Another service may create the same ones at this moment: that is no failure.
    await admin.createTopics({ topics: missing.map((topic) => topicSettings(topic, copies)), waitForLeaders: false });
    // A leader is named before it leads.
    for (const topic of missing) await retryWhileElecting(() => admin.fetchTopicOffsets(topic));
  }
  await checkPartitions(admin, topics);
  await checkLimits(admin, topics);
}

async function checkPartitions(admin: Admin, topics: readonly string[]): Promise<void> {
  for (const [topic, partitions] of await partitionCounts(admin, topics)) {
    if (partitions === PARTITIONS) continue;
    throw new RefusedTopic(
      `topic ${topic} has ${partitions} partitions and needs ${PARTITIONS}. Partitions that are added later move keys, so that events of one customer ` +
        `would be handled out of order, and none can be taken away: with nothing in it yet, delete it and let the service create it; otherwise stop all services, let the ` +
        `groups drain it, delete it, start again and publish the state anew with Restate`,
    );
  }
}

async function partitionCounts(admin: Admin, topics: readonly string[]): Promise<Map<string, number>> {
  const { topics: found } = await retryWhileElecting(() => admin.fetchTopicMetadata({ topics: [...topics] }));
  return new Map(found.map(({ name, partitions }) => [name, partitions.length]));
}

async function checkLimits(admin: Admin, topics: readonly string[]): Promise<void> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: ['max.message.bytes'],
    })),
  });
  for (const { resourceName, configEntries } of resources) {
    const allowed = Number(configEntries.find(({ configName }) => configName === 'max.message.bytes')?.configValue);
    const needed = batchBytesOf(resourceName);
    if (allowed >= needed) continue;
    throw new RefusedTopic(
      `topic ${resourceName} takes ${allowed} bytes a batch and needs ${needed}, or an event that the outbox has taken could not be published: ` +
        `kafka-configs.sh --bootstrap-server <broker> --alter --entity-type topics --entity-name ${resourceName} --add-config max.message.bytes=${needed}`,
    );
  }
}
