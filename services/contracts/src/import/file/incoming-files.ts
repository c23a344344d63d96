import { violation } from '@perennial/kernel/violation';
import type {
  ImportCsvRequest,
  ImportedFile,
  ImportFilesRequest,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { invalidFile } from './header.js';

/** One file of a call; its chunks are read before the next file is asked for. */
export interface IncomingFile {
  readonly file: ImportedFile;
  readonly chunks: AsyncIterable<Buffer>;
}

/** Cuts a stream of requests into files. @throws DomainError INVALID_CSV for a chunk before any file */
export async function* incomingFiles(requests: AsyncIterable<ImportFilesRequest>): AsyncGenerator<IncomingFile> {
  const iterator = requests[Symbol.asyncIterator]();
  let next = await iterator.next();
  async function* chunks(): AsyncGenerator<Buffer> {
    for (next = await iterator.next(); !next.done && next.value.chunk; next = await iterator.next())
      yield next.value.chunk;
  }
  while (!next.done) {
    const { file } = next.value;
    if (!file) throw invalidFile([violation('file', 'required', 'the first message of a call says what file begins')]);
    yield { file, chunks: chunks() };
  }
}

/** The one file of an ImportCsv call; what it is stands in the first message. */
export async function incomingCsv(requests: AsyncIterable<ImportCsvRequest>): Promise<IncomingFile> {
  const iterator = requests[Symbol.asyncIterator]();
  const first = await iterator.next();
  const { kind = '', system = '', options = undefined, chunk = Buffer.alloc(0) } = first.done ? {} : first.value;
  async function* chunks(): AsyncGenerator<Buffer> {
    yield chunk;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value.chunk;
  }
  return { file: { kind, system, options }, chunks: chunks() };
}
