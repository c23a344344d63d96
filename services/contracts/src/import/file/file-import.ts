import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { RefusedRow } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportKind, ImportOutcome, ImportRecord } from '../import-record.js';
import { kindOf } from '../record-kinds.js';
import type { RefusedRecord } from '../refused/refused-record.js';
import { Cells } from './cells.js';
import type { Cell, FileRow } from './file-row.js';
import { invalidFile, readHeader } from './header.js';
import type { Profile } from './profile.js';
import { MAX_ROWS, Repeats } from './repeats.js';

/** Rows that are decided together, and refused ones that are told together. */
const BATCH = 500;

interface PendingRow {
  readonly row: number;
  readonly line: number;
  readonly sourceId: string;
  readonly record: ImportRecord;
}

/** What became of the rows of a file. */
export interface ImportCounts {
  rows: number;
  taken: number;
  unchanged: number;
  stale: number;
  refused: number;
}

/** What the rows of a file are read by and where their outcomes go. */
export interface FileImportOptions {
  readonly kind: ImportKind;
  readonly system: string;
  readonly profile: Profile | undefined;
  /** What to say of a text that lost characters. */
  readonly complaint: () => string;
  take(records: readonly ImportRecord[]): Promise<readonly ImportOutcome[]>;
  /** Is told rows that were refused before they were records that could be taken. */
  unreadable?(rows: readonly RefusedRecord[]): Promise<void>;
  /** Is told refused rows in order, and after each batch how many have been decided. */
  told(refused: readonly RefusedRow[], counts: ImportCounts): Promise<void>;
}

/** The rows of one file: gathered into batches, counted by what became of them. The first row is the header. */
export class FileImport {
  readonly counts: ImportCounts = { rows: 0, taken: 0, unchanged: 0, stale: 0, refused: 0 };
  readonly #repeats = new Repeats();
  #columns: readonly string[] | undefined;
  #pending: PendingRow[] = [];
  #refused: RefusedRow[] = [];
  #unreadable: RefusedRecord[] = [];

  constructor(private readonly options: FileImportOptions) {}

  /** @throws DomainError INVALID_CSV for a file that is no table of its kind */
  async add({ line, cells, fault, from1904 = false }: FileRow): Promise<void> {
    if (!this.#columns) {
      if (fault) throw invalidFile([{ ...fault, field: 'header' }]);
      this.#columns = readHeader(this.options.kind, cells);
      return;
    }
    const row = (this.counts.rows += 1);
    if (row > MAX_ROWS) throw invalidFile([violation('chunk', 'too_many', `a file has at most ${MAX_ROWS} rows`)]);
    const broken = fault ? [fault] : this.#read(row, line, cells, this.#columns, from1904);
    if (broken.length > 0) {
      this.#refuse(row, line, this.#cell(cells, 'source_id'), broken);
      this.#unreadable.push(this.#unreadableRow(cells, broken));
    }
    if (this.#pending.length + this.#refused.length >= BATCH) await this.#flush();
  }

  /** @throws DomainError INVALID_CSV for a file without a header */
  async finish(): Promise<ImportCounts> {
    if (!this.#columns) throw invalidFile([violation('chunk', 'empty_file', 'the file has no header row')]);
    await this.#flush();
    return this.counts;
  }

  #cell(cells: readonly Cell[], column: string): string {
    return String(cells[this.#columns?.indexOf(column) ?? -1] ?? '').trim();
  }

  #unreadableRow(cells: readonly Cell[], violations: readonly FieldViolation[]): RefusedRecord {
    const { kind, system } = this.options;
    const [sourceId, customer, contract] = ['source_id', 'customer', 'contract'].map((name) => this.#cell(cells, name));
    return { kind, system, sourceId: sourceId ?? '', customer: customer ?? '', contract: contract ?? '', violations };
  }

  /** Puts a readable row among those to be decided. @returns the violations of another */
  #read(
    row: number,
    line: number,
    cells: readonly Cell[],
    columns: readonly string[],
    from1904: boolean,
  ): readonly FieldViolation[] {
    const { kind, system, profile, complaint } = this.options;
    const last = cells.findLastIndex((cell) => typeof cell === 'number' || cell.trim() !== '');
    if (cells.length < columns.length || last >= columns.length)
      return [violation('row', 'column_count', `the row has ${cells.length} cells, the header ${columns.length}`)];
    const lost = columns.filter((_, index) => String(cells[index]).includes('\ufffd'));
    if (lost.length > 0) return lost.map((column) => violation(column, 'encoding', `${column} ${complaint()}`));
    const named = Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
    const read = new Cells(system, named, profile, from1904);
    const unversioned = !read.hasVersion;
    const record = { kind, record: kindOf(kind).fromCells(read), unversioned } as ImportRecord;
    if (read.violations.length > 0) return read.violations;
    const sourceId = read.text('source_id');
    const repeated = this.#repeats.check(row, sourceId, read.text('version'), cells.slice(0, columns.length));
    if (repeated.length === 0) this.#pending.push({ row, line, sourceId, record });
    return repeated;
  }

  async #flush(): Promise<void> {
    const rows = this.#pending;
    this.#pending = [];
    const outcomes = rows.length === 0 ? [] : await this.options.take(rows.map(({ record }) => record));
    outcomes.forEach((outcome, index) => this.#count(rows[index] as PendingRow, outcome));
    const unreadable = this.#unreadable;
    this.#unreadable = [];
    if (unreadable.length > 0) await this.options.unreadable?.(unreadable);
    const refused = this.#refused.sort((a, b) => a.row - b.row);
    this.#refused = [];
    await this.options.told(refused, this.counts);
  }

  #count({ row, line, sourceId }: PendingRow, outcome: ImportOutcome): void {
    if (outcome.status === 'REJECTED') this.#refuse(row, line, sourceId, outcome.violations);
    else if (outcome.status === 'TAKEN') this.counts.taken += 1;
    else if (outcome.status === 'UNCHANGED') this.counts.unchanged += 1;
    else this.counts.stale += 1;
  }

  #refuse(row: number, line: number, sourceId: string, violations: readonly FieldViolation[]): void {
    this.counts.refused += 1;
    this.#refused.push({
      row,
      line,
      sourceId: sourceId.slice(0, 200),
      violations: violations.map((broken) => ({ ...broken })),
    });
  }
}
