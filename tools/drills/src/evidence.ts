import { appendFileSync, writeFileSync } from 'node:fs';
import { openLogReader } from '@perennial/events/log-location';
import { TOPIC_PREFIX } from '@perennial/events/topics';
import type { Stage } from './stage.js';

/** What delivery and scheduling know of each message, what they told, and how they stand with their relays. */
const TABLES = {
  delivery: ['message', 'dispatch', 'attempt', 'outcome', 'guard', 'closure', 'outbox', 'relay_lease', 'process_lease'],
  scheduling: ['term', 'reminder', 'outbox', 'relay_lease'],
  payments: ['payment', 'outbox', 'relay_lease'],
} as const;

/**
 * Keeps the rows behind a failed verdict, each with the transaction that wrote it, the provider's own record, and where
 * each event stands in the log, as JSON lines: the stage itself is taken down.
 */
export async function keepEvidence(stage: Stage, file: string): Promise<void> {
  writeFileSync(file, linesOf(stage.provider.taken().map((taken) => ({ of: 'provider', ...taken }))));
  for (const [service, tables] of Object.entries(TABLES) as [keyof typeof TABLES, readonly string[]][]) {
    for (const table of tables) {
      const rows = await stage
        .database(service)
        .query<{ row: string }>(
          `select (to_jsonb(t) - 'data' || jsonb_build_object('xmin', t.xmin::text))::text as row from ${table} t`,
          [],
        );
      appendFileSync(file, rows.map(({ row }) => `{"of":"${service}.${table}",${row.slice(1)}\n`).join(''));
    }
  }
  await keepLog(stage, file);
}

async function keepLog(stage: Stage, file: string): Promise<void> {
  const log = openLogReader(stage.log, 'evidence', () => undefined);
  try {
    await log.read(await log.topics(TOPIC_PREFIX), (records) =>
      appendFileSync(
        file,
        linesOf(
          records.map(({ topic, partition, offset, headers, appendedAt }) => ({
            of: 'log',
            topic,
            partition,
            offset: String(offset),
            id: headers['ce_id'],
            time: headers['ce_time'],
            appendedAt: new Date(appendedAt).toISOString(),
          })),
        ),
      ),
    );
  } finally {
    await log.close();
  }
}

function linesOf(objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}
