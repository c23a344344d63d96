import { readFile } from 'node:fs/promises';
import { lintMigration } from '@perennial/database/migration-lint';
import { schemaSuite } from '@perennial/testing/schema/schema-suite';
import { REMINDER_STATES, RETRIES } from './reminder/reminder.js';
import { schedulingService } from './service.js';
import { TERM_STATES } from './term/term.js';

schemaSuite({
  service: schedulingService,
  snapshot: new URL('../schema.sql', import.meta.url),
  states: {
    'reminder.state': REMINDER_STATES.states,
    'reminder.retry': RETRIES.words,
    'term.state': TERM_STATES.words,
  },
});

test('the migration can run beside the version before it', async () => {
  const migration = new URL('./migrations/1767225700000-scheduling.ts', import.meta.url);
  expect(lintMigration(await readFile(migration, 'utf8'))).toEqual([]);
});
