import { writeFileSync } from 'node:fs';
import type { Stage } from './stage.js';

/** What delivery and scheduling know of each message, and how they stand with their relays. */
const TABLES = {
  delivery: ['message', 'dispatch', 'attempt', 'guard', 'closure', 'relay_lease', 'process_lease'],
  scheduling: ['term', 'reminder', 'relay_lease'],
  payments: ['payment', 'relay_lease'],
} as const;

/** Keeps the rows behind a failed verdict, and the provider's own record, as JSON lines: the stage itself is taken down. */
export async function keepEvidence(stage: Stage, file: string): Promise<void> {
  const lines: string[] = stage.provider.taken().map((taken) => JSON.stringify({ of: 'provider', ...taken }));
  for (const [service, tables] of Object.entries(TABLES) as [keyof typeof TABLES, readonly string[]][]) {
    for (const table of tables) {
      const rows = await stage.database(service).query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`, []);
      lines.push(...rows.map(({ row }) => `{"of":"${service}.${table}",${row.slice(1)}`));
    }
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
}
