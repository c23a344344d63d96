import { alterActions, withoutComments } from './migration-text.js';

export type MigrationRule = 'drop' | 'rename' | 'not-null-without-default' | 'alter-type';

export interface MigrationViolation {
  readonly rule: MigrationRule;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

type Finding = { readonly rule: MigrationRule; readonly at: number };

/** What breaks the old version of a service while the new one is rolled out beside it; SQL and TypeORM's own calls. */
const PATTERNS: readonly (readonly [MigrationRule, RegExp])[] = [
  ['drop', /\bdrop\s+(table|column|schema)\b/gi],
  ['drop', /\.(dropTable|dropColumns?|dropSchema|clearTable)\s*\(/g],
  ['rename', /\brename\s+(?:(?:column|constraint)\s+)?(?:"?\w+"?\s+)?to\b/gi],
  ['rename', /\.(renameTable|renameColumn)\s*\(/g],
  ['alter-type', /\balter\s+(?:column\s+)?"?\w+"?\s+(?:set\s+data\s+)?type\b/gi],
  ['alter-type', /\.(changeColumns?)\s*\(/g],
  ['not-null-without-default', /\bset\s+not\s+null\b/gi],
];

/**
 * Violations in a migration's text (SQL, or TypeScript with SQL in it), in order of lines: dropping or renaming a table
 * or column, changing a column's type, demanding a value of a column that rows already lack. Creating is always
 * allowed. A line with `-- lint:allow <rule> because <reason>` is excepted from that rule; without a reason it is not.
 */
export function lintMigration(text: string): MigrationViolation[] {
  const lines = text.split('\n');
  const code = withoutComments(text);
  const lineOf = (at: number): number => code.slice(0, at).split('\n').length;
  const seen = new Set<string>();
  return [...matches(code), ...alterFindings(code)]
    .map(({ rule, at }) => ({ rule, line: lineOf(at), text: (lines[lineOf(at) - 1] ?? '').trim() }))
    .filter(
      ({ rule, line }) =>
        !allowed(lines[line - 1] ?? '', rule) && !seen.has(`${rule} ${line}`) && seen.add(`${rule} ${line}`),
    )
    .sort((a, b) => a.line - b.line);
}

function* matches(code: string): Generator<Finding> {
  for (const [rule, pattern] of PATTERNS) {
    for (const { index } of code.matchAll(pattern)) yield { rule, at: index };
  }
}

/**
 * The rules that need to see one action of an `alter table`: `add b int not null`, and `drop b` without the word
 * column.
 */
function* alterFindings(code: string): Generator<Finding> {
  for (const { text, at } of alterActions(code)) {
    const adds = /^add\s+(?!constraint\b|primary\b|unique\b|foreign\b|check\b|exclude\b)/i.test(text);
    if (adds && /\b(not\s+null|primary\s+key)\b/i.test(text) && !/\b(default|generated)\b/i.test(text))
      yield { rule: 'not-null-without-default', at };
    if (/^drop\s+(?!constraint\b)(if\s+exists\s+)?"?\w/i.test(text)) yield { rule: 'drop', at };
  }
}

function allowed(line: string, rule: MigrationRule): boolean {
  return new RegExp(`--\\s*lint:allow\\s+${rule}\\s+because\\s+\\S`).test(line);
}
