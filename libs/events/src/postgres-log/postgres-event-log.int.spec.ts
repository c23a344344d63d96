import { migrate } from '@perennial/database/migrate';
import { createTestDatabase } from '@perennial/testing/postgres';
import { eventLogConformance } from '../conformance/event-log.conformance.js';
import { MEMBER_MS } from './assignment.js';
import { LogTables1767225600001 } from './log-tables.migration.js';
import { PostgresEventLog } from './postgres-event-log.js';

eventLogConformance('postgres', async () => {
  const database = await createTestDatabase('event_log');
  await migrate({ url: database.url, service: 'event-log', entities: [], migrations: [LogTables1767225600001] });
  return {
    takeoverMs: MEMBER_MS,
    open: () => new PostgresEventLog({ url: database.url, applicationName: 'conformance', monotonic: () => performance.now(), onError: () => undefined }),
    close: () => database.drop(),
  };
});
