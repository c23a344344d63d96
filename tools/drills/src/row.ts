/** The verdict on one drill: a row of the table. NaN where the auditor could not look. */
export interface Row {
  readonly name: string;
  readonly lost: number;
  readonly doubled: number;
  readonly afterClosing: number;
  readonly uncertain: number;
  readonly outOfOrder: number;
  /**
   * Longest recovery, seconds; null where nothing was to recover from, Infinity (in JSON: "never") where it never came.
   */
  readonly recoverySeconds: number | null;
  readonly notes: readonly string[];
  /** Why the drill failed; empty when it passed. */
  readonly failures: readonly string[];
}

const HEAD = ['drill', 'lost', 'doubled', 'after closing', 'uncertain', 'out of order', 'recovery s', 'notes'];

/** The rows as a table of aligned columns, the sentences of failed drills below. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    HEAD,
    ...rows.map((row) => [
      `${row.failures.length === 0 ? ' ' : '!'} ${row.name}`,
      ...[row.lost, row.doubled, row.afterClosing, row.uncertain, row.outOfOrder].map((count) =>
        Number.isNaN(count) ? '?' : String(count),
      ),
      row.recoverySeconds === null ? '-' : row.recoverySeconds === Infinity ? 'never' : row.recoverySeconds.toFixed(1),
      row.notes.join(', '),
    ]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 || column === HEAD.length - 1
          ? cell.padEnd(widths[column] as number)
          : cell.padStart(widths[column] as number),
      )
      .join('  ')
      .trimEnd();
  const failures = rows
    .filter((row) => row.failures.length > 0)
    .map((row) => `${row.name} failed:\n${sentencesOf(row)}`);
  return [...cells.map(line), ...failures].join('\n');
}

const MOST_SENTENCES = 12;

/** Why a drill failed, indented; the JSON has all of it. */
export function sentencesOf({ failures }: Pick<Row, 'failures'>): string {
  const more = failures.length > MOST_SENTENCES ? [`… and ${failures.length - MOST_SENTENCES} more`] : [];
  return [...failures.slice(0, MOST_SENTENCES), ...more].map((failure) => `  ${failure}`).join('\n');
}
