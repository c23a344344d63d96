import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ImportCsvResponse } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { CsvCells } from './csv-cells.js';
import { CsvRepeats } from './csv-repeats.js';
import type { ImportKind, ImportOutcome, ImportRecord } from './import-record.js';
import { kindOf } from './record-kinds.js';

/** Refused rows that an answer lists; the counts say how many more there were. */
const LISTED = 5_000;

interface PendingRow {
  readonly row: number;
  readonly sourceId: string;
  readonly record: ImportRecord;
}

/** The rows of one file: gathered into batches, counted by what became of them. */
export class CsvImport {
  readonly #answer: ImportCsvResponse = { rows: 0, taken: 0, unchanged: 0, stale: 0, refused: [] };
  readonly #repeats = new CsvRepeats();
  #pending: PendingRow[] = [];

  constructor(
    private readonly kind: ImportKind,
    private readonly system: string,
    private readonly take: (records: readonly ImportRecord[]) => Promise<readonly ImportOutcome[]>,
  ) {}

  async add(columns: readonly string[], cells: readonly string[], batch: number): Promise<void> {
    this.#answer.rows += 1;
    const row = this.#answer.rows;
    const named = Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
    const sourceId = named['source_id'] ?? '';
    if (cells.length !== columns.length) {
      this.#refuse(row, sourceId, [
        violation('row', 'column_count', `the row has ${cells.length} cells, the header ${columns.length}`),
      ]);
      return;
    }
    const read = new CsvCells(this.system, named);
    const record = { kind: this.kind, record: kindOf(this.kind).fromCsv(read) } as ImportRecord;
    const { violations } = read;
    const broken =
      violations.length > 0 ? violations : this.#repeats.check(row, sourceId, named['version'] ?? '', cells);
    if (broken.length > 0) this.#refuse(row, sourceId, broken);
    else this.#pending.push({ row, sourceId, record });
    if (this.#pending.length >= batch) await this.#flush();
  }

  async finish(): Promise<ImportCsvResponse> {
    await this.#flush();
    this.#answer.refused.sort((a, b) => a.row - b.row);
    return this.#answer;
  }

  async #flush(): Promise<void> {
    const rows = this.#pending;
    this.#pending = [];
    const outcomes = await this.take(rows.map(({ record }) => record));
    outcomes.forEach((outcome, index) => this.#count(rows[index] as PendingRow, outcome));
  }

  #count({ row, sourceId }: PendingRow, outcome: ImportOutcome): void {
    if (outcome.status === 'REJECTED') this.#refuse(row, sourceId, outcome.violations);
    else if (outcome.status === 'TAKEN') this.#answer.taken += 1;
    else if (outcome.status === 'UNCHANGED') this.#answer.unchanged += 1;
    else this.#answer.stale += 1;
  }

  #refuse(row: number, sourceId: string, violations: readonly FieldViolation[]): void {
    if (this.#answer.refused.length < LISTED)
      this.#answer.refused.push({
        row,
        sourceId: sourceId.slice(0, 200),
        violations: violations.map((broken) => ({ ...broken })),
      });
  }
}
