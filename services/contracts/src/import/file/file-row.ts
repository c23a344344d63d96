import type { FieldViolation } from '@perennial/kernel/violation';

/** A number is a cell of a sheet that holds one; a text file has texts alone. */
export type Cell = string | number;

/** One row of a file. */
export interface FileRow {
  /** The line of the file, or row of the sheet, at which it begins; 1 is the first. */
  readonly line: number;
  readonly cells: readonly Cell[];
  /** Why its cells cannot be told apart. */
  readonly fault?: FieldViolation;
  /** Its workbook counts days from 1904, as old Macs do. */
  readonly from1904?: boolean;
}

/** Whether nothing stands in a row. */
export function isBlank({ cells, fault }: FileRow): boolean {
  return fault === undefined && cells.every((cell) => typeof cell === 'string' && cell.trim() === '');
}
