import { Injectable } from '@nestjs/common';
import type { ImportOutcome, ImportRecord } from './import-record.js';
import { ImportRecords } from './import-records.js';
import { NoteRefused } from './refused/note-refused.js';
import { refusedRecord } from './refused/refused-record.js';

/** Takes records that a source has sent: those that are refused are counted, and put before people (D-07). */
@Injectable()
export class ReceiveRecords {
  constructor(
    private readonly importRecords: ImportRecords,
    private readonly noteRefused: NoteRefused,
  ) {}

  /** @returns an outcome per record, in their order */
  async execute(records: readonly ImportRecord[]): Promise<ImportOutcome[]> {
    const answers = await this.importRecords.execute(records);
    const refused = records.flatMap((record, index) => {
      const answer = answers[index];
      return answer?.status === 'REJECTED' ? [refusedRecord(record, answer.violations)] : [];
    });
    await this.noteRefused.execute(refused);
    return answers;
  }
}
