import { DataSource, type MigrationInterface } from 'typeorm';
import { silentLogger } from './silent-logger.js';

export type MigrationClass = new () => MigrationInterface;

export interface SchemaOptions {
  readonly url: string;
  readonly migrations?: readonly MigrationClass[];
  readonly schema?: string;
  readonly applicationName?: string;
}

/**
 * TypeORM's data source; it runs the migrations and nothing else, never the traffic of a service (ADR 0017).
 */
export function schemaDataSource(options: SchemaOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    applicationName: options.applicationName,
    migrations: [...(options.migrations ?? [])],
    migrationsTableName: 'perennial_migration',
    installExtensions: false,
    synchronize: false,
    logger: silentLogger,
    poolSize: 2,
    // A role's limit of 5 s is for the traffic of a service; building an index may take longer.
    extra: { options: '-c transaction_timeout=0' },
  });
}
