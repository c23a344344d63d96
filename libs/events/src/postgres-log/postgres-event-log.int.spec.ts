import { migrate } from '@perennial/database/migrate';
import { createTestDatabase, testPostgres } from '@perennial/testing/postgres';
import { eventLogConformance } from '@perennial/testing/conformance/event-log.conformance';
import type { LogHarness } from '@perennial/testing/conformance/log-harness';
import { pipelineConformance } from '@perennial/testing/conformance/pipeline.conformance';
import { MEMBER_MS } from './assignment.js';
import { LOG_MIGRATIONS } from './log-migrations.js';
import { PostgresEventLog } from './postgres-event-log.js';

async function harness(): Promise<LogHarness> {
  const database = await createTestDatabase('event_log');
  await migrate({ url: database.url, service: 'event-log', migrations: LOG_MIGRATIONS });
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
