import { migrate } from '@perennial/database/migrate';
import { EVENT_MIGRATIONS } from '@perennial/events/event-migrations';
import { SandboxClock1767225600002 } from '../clock/sandbox-clock.migration.js';
import { ReviewIndexes1790000002100 } from '../review/review-indexes.migration.js';
import { ReviewTable1790000002000 } from '../review/review-table.migration.js';
import type { ServiceDefinition } from './service-definition.js';

/** Brings a service's database to its schema: tables of events, sandbox clock and reviews, then the service's own. */
export async function migrateService(
  { name, migrations }: Pick<ServiceDefinition, 'name' | 'migrations'>,
  url: string,
): Promise<void> {
  await migrate({
    url,
    service: name,
    migrations: [
      ...EVENT_MIGRATIONS,
      SandboxClock1767225600002,
      ReviewTable1790000002000,
      ReviewIndexes1790000002100,
      ...migrations,
    ],
  });
}
