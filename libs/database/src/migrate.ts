import { schemaDataSource, type MigrationClass, type SchemaOptions } from './data-source.js';
import { withClient } from './create-database.js';

export interface MigrateOptions extends SchemaOptions {
  /** Name of the service that owns the database; part of the lock and of the error. */
  readonly service: string;
  readonly migrations: readonly MigrationClass[];
}

/**
 * Runs the pending migrations, each in a transaction of its own, and returns their names. Replicas that start together
 * wait for one another; the later ones find nothing to do. Class names end in a 13-digit timestamp, which orders them.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  return withClient(options.url, async (lockHolder) => {
    // A session lock on a connection of its own: migrations commit in between, and the server frees it if we are
    // killed. The wait of a later replica is one transaction to the server, and a role may limit those.
    await lockHolder.query('set transaction_timeout = 0');
    await lockHolder.query('select pg_advisory_lock(hashtextextended($1, 0))', [`migrations of ${options.service}`]);
    const dataSource = await schemaDataSource({
      ...options,
      applicationName: `${options.service}.migrate`,
    }).initialize();
    try {
      return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
    } catch (cause) {
      throw new Error(`a migration of ${options.service} failed: ${(cause as Error).message}`, { cause });
    } finally {
      await dataSource.destroy();
    }
  });
}
