import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { ImportPreview } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { FieldCipher } from '../person/field-cipher.js';
import { DryRound } from './dry-round.js';
import type { ImportOutcome, ImportRecord } from './import-record.js';
import { previewOf } from './preview.js';
import { RoundDecision } from './round-decision.js';
import { loadRound } from './save-round.js';
import { takeRecords } from './take-records.js';

/** One dry run: its records are decided as if those before them had been stored. */
export interface DryRun {
  take(records: readonly ImportRecord[]): Promise<readonly ImportOutcome[]>;
  preview(): ImportPreview;
}

/** Decides records as an import does, by the same functions, and writes nothing. */
@Injectable()
export class SimulateImport {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly cipher: FieldCipher,
  ) {}

  begin(): DryRun {
    const decidedSoFar = new DryRound();
    return {
      take: (records) =>
        takeRecords(records, this.cipher, async (facts) => {
          const stored = await this.database.transaction('contracts.dry-run', (tx) => loadRound(tx, facts));
          const decided = new RoundDecision(decidedSoFar.over(stored, facts), facts, this.clock.now());
          decidedSoFar.add(decided);
          return decided.outcomes;
        }),
      preview: () => previewOf(decidedSoFar.contracts, this.clock.now()),
    };
  }
}
