import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@perennial/database/embedded/start-postgres';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { closing, dataFolder, removeFolder } from '../leavings.js';

/** Runs `work` on a PostgreSQL with the settings of the product's own: what is committed is on the disk. */
export async function withPostgres<T>(work: (server: EmbeddedPostgres) => Promise<T>): Promise<T> {
  const folder = dataFolder();
  return await closing(
    () => Promise.resolve(removeFolder(folder)),
    async () => {
      const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: () => undefined });
      return await closing(
        () => server.stop(),
        () => work(server),
      );
    },
  );
}

/** Runs `work` on a Kafka of one server, as the cluster has it. */
export async function withKafka<T>(work: (kafka: TestKafka) => Promise<T>): Promise<T> {
  const kafka = await testKafka({ own: true, log: () => undefined });
  return await closing(
    () => kafka.stop(),
    () => work(kafka),
  );
}
