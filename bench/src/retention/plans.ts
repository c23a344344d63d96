import type { Database } from '@perennial/database/database';

/** What is asked of a service's database. */
export interface Reads {
  readonly tables: readonly string[];
  /** Statements of its stores by what they are for, with values instead of parameters. */
  readonly statements: Readonly<Record<string, string>>;
}

export interface MeasuredPlan {
  readonly statement: string;
  /** The middle one of five. */
  readonly ms: number;
  readonly planningMs: number;
  /** Pages of 8 kB that were touched, in memory or not. */
  readonly pages: number;
  /** Scans of the plan that touched a row. */
  readonly plan: string;
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Node[];
}

interface Explained {
  readonly 'Execution Time': number;
  readonly 'Planning Time': number;
  readonly Plan: Node;
}

const RUNS = 5;

/** Explains each statement with its times and pages. */
export async function plansOf(database: Database, { statements }: Reads): Promise<MeasuredPlan[]> {
  const plans: MeasuredPlan[] = [];
  for (const [statement, text] of Object.entries(statements)) {
    const runs: { ms: number; planningMs: number; root: Node }[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const [row] = await database.query<{ 'QUERY PLAN': [Explained] }>(
        `explain (analyze, buffers, format json) ${text}`,
      );
      const explained = row?.['QUERY PLAN'][0];
      if (explained)
        runs.push({
          ms: explained['Execution Time'],
          planningMs: explained['Planning Time'],
          root: explained.Plan,
        });
    }
    const middle = runs.sort((a, b) => a.ms - b.ms)[Math.floor(runs.length / 2)];
    if (!middle) throw new Error(`no plan of ${statement}`);
    const { root, ms, planningMs } = middle;
    const pages = (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0);
    plans.push({ statement, ms, planningMs, pages, plan: [...new Set(scansOf(root))].join(', ') });
  }
  return plans;
}

function scansOf(node: Node): string[] {
  const below = (node.Plans ?? []).flatMap(scansOf);
  const name = node['Index Name'] ?? node['Relation Name'];
  return name && (node['Actual Rows'] ?? 0) > 0
    ? [`${node['Node Type']} ${name.replace(/_m\d{6}_/, '_mM_')}`, ...below]
    : below;
}

/** Rows and size of each table and of its archive, indexes included. */
export async function sizesOf(database: Database, tables: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const table of tables) {
    const [row] = await database.query<{ hot: string; rows: number; old: string | null }>(
      `select pg_size_pretty(pg_total_relation_size('${table}')) as hot, (select count(*)::int from ${table}) as rows,
         (select pg_size_pretty(sum(pg_total_relation_size(inhrelid))) from pg_inherits
          where inhparent = to_regclass('${table}_archive')) as old`,
      [],
    );
    lines.push(`${table}: ${row?.rows} rows, ${row?.hot}${row?.old ? `; archive ${row.old}` : ''}`);
  }
  return lines;
}
