import { Injectable } from '@nestjs/common';
import type { ImportedFile, ImportSummary } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ImportRecords } from '../import-records.js';
import { FileImport, type FileImportOptions } from './file-import.js';
import { readFileOptions } from './file-options.js';
import { TextRows } from './text-rows.js';

/**
 * Takes files row by row: good rows are taken, the others come back with their number and every broken rule (D-03).
 * What cannot be read of a file costs the rows it stands in.
 */
@Injectable()
export class ImportFiles {
  constructor(private readonly importRecords: ImportRecords) {}

  /**
   * @param told hears of refused rows and of progress while the file is read
   * @throws DomainError INVALID_CSV for a file that is no such table
   */
  async execute(
    file: ImportedFile,
    chunks: AsyncIterable<Buffer>,
    told: FileImportOptions['told'],
  ): Promise<ImportSummary> {
    const options = readFileOptions(file);
    const source = new TextRows(options);
    const rows = new FileImport({
      ...options,
      complaint: () => source.complaint,
      take: (records) => this.importRecords.execute(records),
      told,
    });
    for await (const some of source.read(chunks)) for (const row of some) await rows.add(row);
    const counts = await rows.finish();
    return { ...counts, encoding: source.encoding };
  }
}
