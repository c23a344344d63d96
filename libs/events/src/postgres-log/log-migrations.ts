import { AppendOffsets1790000013001 } from './append-offsets.migration.js';
import { LogTables1767225600001 } from './log-tables.migration.js';

/** The tables of the postgres event log, in a database of their own. */
export const LOG_MIGRATIONS = [LogTables1767225600001, AppendOffsets1790000013001];
