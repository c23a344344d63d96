import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { storableText } from '@perennial/database/storable-text';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import type { ReportedEvidence } from '../provider/callback.js';
import type { Provider } from '../provider/provider.js';
import { FindMessages } from './find-messages.js';
import { RecordEvidence } from './record-evidence.js';
import { newEvidence, unknownReport } from './reported.js';
import { insertUnknown } from './unknown-report.store.js';

/** Longest id and detail of a report that are kept. */
const MOST = 200;

/** Writes what a provider reported: of known messages as evidence, of others to be looked at again. */
@Injectable()
export class TakeReports {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly messages: FindMessages,
    private readonly record: RecordEvidence,
    private readonly workSignal: WorkSignal,
  ) {}

  /** @throws DomainError PEER_UNAVAILABLE while nobody can say whose an address is. */
  async execute(provider: Pick<Provider, 'name' | 'channel'>, reports: readonly ReportedEvidence[]): Promise<void> {
    const storable = reports.map((report) => ({
      ...report,
      reportId: storableText(report.reportId, MOST),
      detail: storableText(report.detail, MOST),
    }));
    const found = await this.messages.execute(provider, storable);
    const named = found.map((one) => ({ ...one, named: storableText(one.named, MOST) }));
    const unknown = named.filter(({ message }) => message === null);
    await this.database.transaction('delivery.evidence', async (tx) => {
      const now = this.clock.now();
      const known = named.flatMap((one) => newEvidence(provider.name, one));
      await this.record.within(tx, known, now);
      await insertUnknown(
        tx,
        unknown.map((one) => unknownReport(provider, one, now)),
      );
      if (unknown.length > 0) tx.afterCommit(this.workSignal.waking('match-reports'));
    });
  }
}
