import { migrate, pendingSchemaDiff } from '@perennial/database/migrate';
import { lintMigration } from '@perennial/database/migration-lint';
import { createTestDatabase } from '@perennial/testing/postgres';
import { readFile } from 'node:fs/promises';
import { schedulingService as service } from './service.js';

test('migrations and entities agree', async () => {
  const database = await createTestDatabase('scheduling_drift');
  try {
    await migrate({
      url: database.url,
      service: service.name,
      entities: service.entities ?? [],
      migrations: service.migrations,
    });
    expect(await pendingSchemaDiff({ url: database.url, entities: service.entities ?? [] })).toEqual([]);
  } finally {
    await database.drop();
  }
}, 60_000);

test('the migration can run beside the version before it', async () => {
  expect(
    lintMigration(await readFile(new URL('./migrations/1767225700000-scheduling.ts', import.meta.url), 'utf8')),
  ).toEqual([]);
});
