import { schemaDataSource, type SchemaOptions } from './data-source.js';

/**
 * The SQL that would bring the database to its entities; empty when migrations and entities agree. Tables without an
 * entity (outbox, inbox, log) are left out of the comparison. Changes nothing.
 */
export async function pendingSchemaDiff(options: SchemaOptions): Promise<string[]> {
  const dataSource = await schemaDataSource(options).initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await dataSource.destroy();
  }
}
