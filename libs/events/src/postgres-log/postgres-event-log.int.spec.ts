import { migrate } from '@perennial/database/migrate';
import { createTestDatabase, testPostgres } from '@perennial/testing/postgres';
import { eventLogConformance } from '../conformance/event-log.conformance.js';
import type { LogHarness } from '../conformance/log-harness.js';
import { pipelineConformance } from '../conformance/pipeline.conformance.js';
import { MEMBER_MS } from './assignment.js';
import { LogTables1767225600001 } from './log-tables.migration.js';
import { PostgresEventLog } from './postgres-event-log.js';

async function harness(): Promise<LogHarness> {
  const database = await createTestDatabase('event_log');
  await migrate({ url: database.url, service: 'event-log', entities: [], migrations: [LogTables1767225600001] });
  return {
    takeoverMs: MEMBER_MS,
    open: () =>
      new PostgresEventLog({
        url: database.url,
        applicationName: 'conformance',
        monotonic: () => performance.now(),
        onError: () => undefined,
      }),
    close: () => database.drop(),
  };
}

eventLogConformance('postgres', harness);
pipelineConformance('postgres', harness, testPostgres);
