import type { FileRow } from './file-row.js';

/** A file as rows, the first of them its header. */
export interface FileRows {
  /** What the file was read as. */
  readonly encoding: string;
  /** What to say of a text in which characters were lost. */
  readonly complaint: string;
  /** @throws DomainError INVALID_CSV for what is no such file */
  read(chunks: AsyncIterable<Buffer>): AsyncIterable<readonly FileRow[]>;
}
