import type { Database } from '@perennial/database/database';
import type { Sql } from '@perennial/database/sql';

export interface ListPlan {
  /** What of the plan reads a table: `Index Scan using term_state_day on term t`. */
  readonly scans: readonly string[];
  /** Of 40 reads, in milliseconds: the third slowest, so that one pause of the machine says nothing. */
  readonly p95: number;
}

const RUNS = 40;

/** How a list reads its tables, and how long that takes. */
export async function listPlan(database: Database, read: (sql: Sql) => Promise<unknown>): Promise<ListPlan> {
  const statements: { readonly text: string; readonly values: readonly unknown[] | undefined }[] = [];
  await read({
    query: (text, values) => {
      statements.push({ text, values });
      return database.query(text, values);
    },
    execute: (text, values) => database.execute(text, values),
  });
  const plans = await Promise.all(
    statements.map(({ text, values }) => database.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)),
  );
  const lines = plans.flat().map((row) => row['QUERY PLAN']);
  const scans = lines.flatMap((line) => / *(?:-> )? *((?:\w+ )*Scan[^(]*)/.exec(line)?.[1]?.trim() ?? []);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const from = performance.now();
    await read(database);
    times.push(performance.now() - from);
  }
  return { scans, p95: times.sort((a, b) => a - b)[RUNS - 3] ?? 0 };
}
