import type { Logger } from 'typeorm';

/** TypeORM prints a failed migration to the console besides throwing it; the caller logs what is thrown. */
export const silentLogger: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};
