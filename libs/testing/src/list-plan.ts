import type { Database } from '@perennial/database/database';
import type { Sql } from '@perennial/database/sql';

export interface ListPlan {
  /** What of the plan reads a table: `Index Scan using term_state_day on term t`. */
  readonly scans: readonly string[];
  /** Pages of tables and indexes that it reads: what its time grows with, on whatever machine. */
  readonly pages: number;
}

/** How a list reads its tables, and how much of them. */
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
    statements.map(({ text, values }) =>
      database.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers, timing off) ${text}`, values),
    ),
  );
  const lines = plans.map((plan) => plan.map((row) => row['QUERY PLAN']));
  const scans = lines.flat().flatMap((line) => / *(?:-> )? *((?:\w+ )*Scan[^(]*)/.exec(line)?.[1]?.trim() ?? []);
  return { scans, pages: lines.reduce((sum, plan) => sum + pagesOf(plan), 0) };
}

/** The buffers of the topmost node are those of all below it. */
function pagesOf(plan: readonly string[]): number {
  const top = plan.find((line) => line.trim().startsWith('Buffers:')) ?? '';
  return [...top.matchAll(/(?:hit|read)=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
}
