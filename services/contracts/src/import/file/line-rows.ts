import { violation } from '@perennial/kernel/violation';
import type { FileRow } from './file-row.js';
import { QuotedRow } from './quoted-row.js';
import type { Line } from './text-lines.js';

/** The longest row, in characters; a quote that opens and is not closed within as many costs its own line alone. */
export const MAX_ROW = 64 * 1024;

/**
 * Rows of lines. Where a row's quotes are broken its first line is refused and the next one is read as a row of its
 * own, so that a fault never costs more than the line it stands in.
 */
export class LineRows {
  /** Lines of a row that is still open, and those that have to be read again after a fault. */
  #waiting: Line[] = [];
  /** Where the open row begins in them, and how far it has been read. */
  #first = 0;
  #read = 0;
  #row: QuotedRow;
  #characters = 0;

  constructor(private readonly delimiter: string) {
    this.#row = new QuotedRow(delimiter);
  }

  /** @returns the rows that are complete with these lines; blank ones are left out */
  add(lines: readonly Line[]): FileRow[] {
    const rows: FileRow[] = [];
    for (const line of lines) {
      if (this.#waiting.length === 0 && !line.tooLong && !line.text.includes('"')) {
        if (line.text.trim() !== '') rows.push({ line: line.number, cells: line.text.split(this.delimiter) });
        continue;
      }
      this.#waiting.push(line);
      this.#work(rows, false);
    }
    return rows;
  }

  /** The file has ended: what is open is a fault. */
  end(): FileRow[] {
    const rows: FileRow[] = [];
    this.#work(rows, true);
    return rows;
  }

  #work(rows: FileRow[], ended: boolean): void {
    while (this.#first < this.#waiting.length) {
      const line = this.#waiting[this.#read];
      const first = this.#waiting[this.#first] as Line;
      if (!line) {
        if (!ended) return;
        this.#refuse(rows, first, 'malformed', 'a quote opens in this row and is never closed');
      } else if (first.tooLong) this.#refuse(rows, first, 'too_long', `a row has at most ${MAX_ROW} characters`);
      else if (this.#read === this.#first && line.text.trim() === '') this.#restart(this.#first + 1);
      else this.#readLine(rows, first, line);
    }
    [this.#waiting, this.#first, this.#read] = [[], 0, 0];
  }

  #readLine(rows: FileRow[], first: Line, line: Line): void {
    this.#read += 1;
    this.#characters += line.text.length + 1;
    if (line.tooLong || this.#characters > MAX_ROW + 1) {
      this.#refuse(
        rows,
        first,
        'malformed',
        `a quote that opens in this row is not closed within ${MAX_ROW} characters`,
      );
      return;
    }
    const state = this.#row.read(line.text);
    if (state === 'done') {
      rows.push({ line: first.number, cells: this.#row.cells });
      this.#restart(this.#read);
    } else if (state === 'broken') {
      const rule = 'a cell that has quotes stands in quotes, and its own are doubled';
      this.#refuse(rows, first, 'malformed', `a quote stands where none may: ${rule}`);
    }
  }

  #refuse(rows: FileRow[], { number, text }: Line, rule: 'malformed' | 'too_long', message: string): void {
    rows.push({ line: number, cells: text.split(this.delimiter, 1), fault: violation('row', rule, message) });
    this.#restart(this.#first + 1);
  }

  #restart(first: number): void {
    [this.#first, this.#read] = [first, first];
    this.#row = new QuotedRow(this.delimiter);
    this.#characters = 0;
  }
}
