import type { FileOptions } from './file-options.js';
import type { FileRow } from './file-row.js';
import { isWorkbook, SheetRows } from './sheet-rows.js';
import { TextRows } from './text-rows.js';

/** A file as rows, the first of them its header. */
export interface OpenFile {
  /** What the file was read as. */
  readonly encoding: string;
  /** What to say of a text in which characters were lost. */
  readonly complaint: string;
  /** @throws DomainError INVALID_CSV for what is no such file */
  readonly rows: AsyncIterable<readonly FileRow[]>;
}

/** Opens a file: a workbook is known by its first bytes, all else is text. */
export async function rowsOf(options: FileOptions, chunks: AsyncIterable<Buffer>): Promise<OpenFile> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= 4) break;
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  const file = isWorkbook(head) ? new SheetRows(options.sheet) : new TextRows(options);
  return {
    get encoding() {
      return file.encoding;
    },
    get complaint() {
      return file.complaint;
    },
    rows: file.read(all()),
  };
}
