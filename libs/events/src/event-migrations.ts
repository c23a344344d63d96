import { DeadLetterTable1767225600003 } from './dead-letters/dead-letter-table.migration.js';
import { EventTables1767225600000 } from './outbox/event-tables.migration.js';

/** The tables for events in the database of each service. */
export const EVENT_MIGRATIONS = [EventTables1767225600000, DeadLetterTable1767225600003];
