import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { SaxesParser } from 'saxes';
import type { Cell, FileRow } from './file-row.js';
import { DAYS_TO_1904, serialDate } from './profile.js';
import { bare, unescaped, type Workbook } from './workbook.js';

interface OpenCell {
  readonly name: string;
  readonly at: number;
  readonly type: string;
  readonly style: number;
}

/** Rows of a sheet's XML. Dates are real dates: YYYY-MM-DD, whatever format shows them. */
export class SheetCells {
  readonly #parser = new SaxesParser();
  #rows: FileRow[] = [];
  #line = 0;
  #cells: Cell[] = [];
  #fault: FieldViolation | undefined;
  #cell: OpenCell | undefined;
  #inValue = false;
  #text = '';

  constructor(private readonly workbook: Workbook) {
    this.#parser.on('error', (error) => {
      throw error;
    });
    this.#parser.on('opentag', ({ name, attributes }) => this.#open(bare(name), attributes));
    this.#parser.on('closetag', ({ name }) => this.#close(bare(name)));
    this.#parser.on('text', (piece) => {
      if (this.#inValue) this.#text += piece;
    });
  }

  /** @returns the rows that are complete with this piece */
  add(xml: string): readonly FileRow[] {
    this.#parser.write(xml);
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  end(): void {
    this.#parser.close();
  }

  #open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (tag === 'row') {
      this.#line = Number(attributes['r'] ?? this.#line + 1);
      [this.#cells, this.#fault] = [[], undefined];
    } else if (tag === 'c') {
      const name = attributes['r'] ?? '';
      const at = name === '' ? this.#cells.length : columnOf(name);
      this.#cell = { name, at, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0) };
      this.#text = '';
    } else this.#inValue = tag === 'v' || (tag === 't' && this.#cell?.type === 'inlineStr');
  }

  #close(tag: string): void {
    this.#inValue = false;
    if (tag === 'row') {
      const { length } = this.#cells;
      const cells = Array.from({ length }, (_, index) => this.#cells[index] ?? '');
      const { from1904 } = this.workbook;
      this.#rows.push({ line: this.#line, cells, from1904, ...(this.#fault ? { fault: this.#fault } : {}) });
    } else if (tag === 'c' && this.#cell) {
      if (this.#text !== '') this.#cells[this.#cell.at] = this.#value(this.#cell);
      this.#cell = undefined;
    }
  }

  #value({ name, type, style }: OpenCell): Cell {
    const text = this.#text;
    if (type === 's') return this.workbook.strings[Number(text)] ?? '';
    if (type === 'b') return text === '1' ? 'true' : 'false';
    if (type === 'd') return text.replace(/T00:00:00(\.0+)?Z?$/, '');
    if (type === 'e') this.#fault = violation('row', 'malformed', `cell ${name} holds the error ${text.slice(0, 20)}`);
    const number = Number(text);
    if (type !== 'n' || !Number.isFinite(number)) return unescaped(text);
    if (!this.workbook.dateStyles[style]) return Number.isInteger(number) ? number : Number(number.toPrecision(15));
    const days = number + (this.workbook.from1904 ? DAYS_TO_1904 : 0);
    const date = serialDate(Math.floor(days));
    return date === undefined || Number.isInteger(days) ? (date ?? text) : `${date} with a time of day`;
  }
}

/** The column of a cell's name: 0 of A1, 27 of AB7. */
function columnOf(name: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(name)?.[0] ?? 'A') column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
