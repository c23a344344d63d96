import { DomainError, violation } from '@perennial/kernel/violation';
import { isBlank, type FileRow } from './file-row.js';
import type { FileRows } from './file-rows.js';
import { invalidFile } from './header.js';
import { SheetCells } from './sheet-cells.js';
import { openWorkbook } from './workbook.js';

/** The largest workbook: its parts stand in no order, so that all of it is kept while it is read. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What every zip begins with, and no text that is read here. */
export function isWorkbook(head: Buffer): boolean {
  return head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
}

/** The rows of one sheet of an XLSX workbook; blank ones are left out. */
export class SheetRows implements FileRows {
  readonly encoding = 'xlsx';
  readonly complaint = 'holds U+FFFD, which stands for a character that was lost before this workbook was made';

  /** @param sheet its name; empty = the first */
  constructor(private readonly sheet: string) {}

  async *read(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly FileRow[]> {
    const bytes = await collect(chunks);
    try {
      const workbook = await openWorkbook(bytes, this.sheet);
      const cells = new SheetCells(workbook);
      let width = 0;
      for await (const xml of workbook.sheet()) {
        const rows = cells.add(xml).filter((row) => !isBlank(row));
        width ||= rows[0]?.cells.length ?? 0;
        yield rows.map((row) => ({ ...row, cells: padded(row.cells, width) }));
      }
      cells.end();
    } catch (error) {
      if (error instanceof DomainError) throw error;
      // What zip and XML libraries throw at broken input has no class of its own; the rows' outcomes are not told here.
      throw invalidFile([
        violation('chunk', 'malformed', `no readable XLSX: ${(error as Error).message.slice(0, 200)}`),
      ]);
    }
  }
}

/** A sheet leaves out the empty cells at the end of a row. */
function padded(cells: FileRow['cells'], width: number): FileRow['cells'] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')];
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw invalidFile([
        violation('chunk', 'too_large', `an XLSX file has at most ${MAX_BYTES} bytes; save it as CSV`),
      ]);
    all.push(chunk);
  }
  return Buffer.concat(all);
}
