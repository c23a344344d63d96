import { Injectable } from '@nestjs/common';
import { toLocal } from '@perennial/calendar/zone';
import { newId } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { ImportedFile, ImportSummary } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { SimulateImport, type DryRun } from '../simulate-import.js';
import { ImportRecords } from '../import-records.js';
import { ReceiveRecords } from '../receive-records.js';
import { NoteRefused } from '../refused/note-refused.js';
import { FileImport, type FileImportOptions } from './file-import.js';
import { readFileOptions } from './file-options.js';
import { rowsOf } from './rows-of.js';
import { takeOnHold } from './take-on-hold.js';

/** Where a day begins first. */
const FIRST_ZONE = 'Pacific/Kiritimati';

/** Imports the files of one call, one after the other. */
export interface ImportCall {
  /**
   * @param told hears of refused rows and of progress while the file is read
   * @throws DomainError INVALID_CSV for a file that is no such table
   */
  take(file: ImportedFile, chunks: AsyncIterable<Buffer>, told: FileImportOptions['told']): Promise<ImportSummary>;
}

/**
 * Takes files row by row: good rows are taken, the others come back with their number and every broken rule (D-03).
 * What cannot be read of a file costs the rows it stands in.
 */
@Injectable()
export class ImportFiles {
  constructor(
    private readonly importRecords: ImportRecords,
    private readonly receiveRecords: ReceiveRecords,
    private readonly simulateImport: SimulateImport,
    private readonly clock: BusinessClock,
    private readonly noteRefused: NoteRefused,
  ) {}

  /** The files of a dry run see each other: contacts of customers that it would have taken are good. */
  begin(): ImportCall {
    let dryRun: DryRun | undefined;
    return {
      take: async (file, chunks, told) => {
        const options = readFileOptions(file, toLocal(FIRST_ZONE, this.clock.now()).date);
        const dry = file.options?.dryRun ? (dryRun ??= this.simulateImport.begin()) : undefined;
        const take: FileImportOptions['take'] = (records) =>
          dry ? dry.take(records) : this.receiveRecords.execute(records);
        const place: FileImportOptions['take'] = (holds) => (dry ? dry.take(holds) : this.importRecords.execute(holds));
        const source = await rowsOf(options, chunks);
        const rows = new FileImport({
          ...options,
          complaint: () => source.complaint,
          take: options.hold
            ? takeOnHold(take, place, { ...options.hold, system: options.system, call: newId() })
            : take,
          unreadable: async (refused) => (dry ? undefined : await this.noteRefused.execute(refused)),
          told,
        });
        for await (const some of source.rows) for (const row of some) await rows.add(row);
        const counts = await rows.finish();
        return { ...counts, encoding: source.encoding, preview: dry?.preview() };
      },
    };
  }
}
