import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { parse, CsvError } from 'csv-parse';
import { violation } from '@perennial/kernel/violation';
import type { ImportCsvRequest, ImportCsvResponse } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { CSV_KINDS, invalidCsv, readHeader } from './csv-header.js';
import { CsvImport } from './csv-import.js';
import { ImportRecords } from './import-records.js';

const BATCH = 500;
const MAX_ROW_BYTES = 64 * 1024;

/**
 * Takes a CSV file (UTF-8 with or without BOM, LF or CRLF, RFC 4180 quotes; the header row decides the columns) row by
 * row: good rows are taken, the others come back with their number and every broken rule (D-03).
 */
@Injectable()
export class ImportCsv {
  constructor(private readonly importRecords: ImportRecords) {}

  /** @throws DomainError INVALID_CSV for a file that is no such table; rows before the fault have been taken then */
  async execute(requests: AsyncIterable<ImportCsvRequest>): Promise<ImportCsvResponse> {
    const iterator = requests[Symbol.asyncIterator]();
    const first = await iterator.next();
    const kind = CSV_KINDS.get(first.done ? '' : first.value.kind);
    if (!kind)
      throw invalidCsv([violation('kind', 'unknown_value', `kind is one of ${[...CSV_KINDS.keys()].join(', ')}`)]);
    const system = first.done ? '' : first.value.system;
    const parser = parse({
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_BYTES,
    });
    const chunks = Readable.from(chunksOf(first.done ? null : first.value, iterator), { objectMode: false });
    chunks.on('error', (error) => parser.destroy(error));
    chunks.pipe(parser);
    const file = new CsvImport(kind, system, (records) => this.importRecords.execute(records));
    let columns: string[] | undefined;
    try {
      for await (const cells of parser as AsyncIterable<string[]>) {
        if (columns === undefined) columns = readHeader(kind, cells);
        else await file.add(columns, cells, BATCH);
      }
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw invalidCsv([violation('chunk', 'malformed', error.message.slice(0, 300))]);
    } finally {
      chunks.destroy();
    }
    if (columns === undefined) throw invalidCsv([violation('chunk', 'empty_file', 'the file has no header row')]);
    return await file.finish();
  }
}

async function* chunksOf(
  first: ImportCsvRequest | null,
  rest: AsyncIterator<ImportCsvRequest>,
): AsyncGenerator<Buffer> {
  if (first && first.chunk.length > 0) yield first.chunk;
  for (let next = await rest.next(); !next.done; next = await rest.next())
    if (next.value.chunk.length > 0) yield next.value.chunk;
}
