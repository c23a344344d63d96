import { TextFile } from './decode-text.js';
import { delimiterOf, statedDelimiter } from './delimiter.js';
import type { FileOptions } from './file-options.js';
import { isBlank, type FileRow } from './file-row.js';
import type { FileRows } from './file-rows.js';
import { columnsOf } from './header.js';
import { LineRows, MAX_ROW } from './line-rows.js';
import { TextLines, type Line } from './text-lines.js';

/** The rows of a file of text, as they come; blank ones are left out. */
export class TextRows implements FileRows {
  readonly #file: TextFile;
  readonly #lines = new TextLines(MAX_ROW);
  #rows: LineRows | undefined;

  constructor(private readonly options: FileOptions) {
    this.#file = new TextFile(options.encoding);
  }

  get encoding(): string {
    return this.#file.encoding;
  }

  get complaint(): string {
    return this.#file.complaint;
  }

  async *read(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly FileRow[]> {
    for await (const text of this.#file.text(chunks)) yield this.#add(this.#lines.add(text));
    yield this.#add(this.#lines.end());
    yield (this.#rows?.end() ?? []).filter((row) => !isBlank(row));
  }

  #add(lines: Line[]): FileRow[] {
    this.#rows ??= this.#begin(lines);
    return this.#rows?.add(lines).filter((row) => !isBlank(row)) ?? [];
  }

  /** The header, or Excel's line before it, says what separates cells. Leaves that line and blank ones out. */
  #begin(lines: Line[]): LineRows | undefined {
    while (lines[0]?.text.trim() === '') lines.shift();
    const [first] = lines;
    if (first === undefined) return undefined;
    const stated = statedDelimiter(first.text);
    if (stated !== undefined) lines.shift();
    return new LineRows(this.options.delimiter ?? stated ?? delimiterOf(first.text, columnsOf(this.options.kind)));
  }
}
