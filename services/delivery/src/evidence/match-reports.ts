import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { DueWork } from '@perennial/service/work/due-work';
import type { ReportedEvidence } from '../provider/callback.js';
import type { EvidencedMessage } from './evidence.js';
import { evidencedMessages, messagesOfProviderIds } from './evidenced-message.store.js';
import { RecordEvidence } from './record-evidence.js';
import { newEvidence } from './reported.js';
import { nextTry, type UnknownReport } from './unknown-report.js';
import { claimUnknown, deleteUnknown, nextUnknown, putOffUnknown } from './unknown-report.store.js';

const AT_ONCE = 100;

/** Looks again whose message a report is about that came before its message was known, and forgets those of nobody. */
@Injectable()
export class MatchReports implements DueWork {
  readonly name = 'match-reports';

  constructor(
    private readonly database: Database,
    private readonly record: RecordEvidence,
  ) {}

  async run(now: Instant): Promise<number> {
    return await this.database.transaction('delivery.match-reports', async (tx) => {
      const claimed = await claimUnknown(tx, now, AT_ONCE);
      const messages = new Map<UnknownReport, EvidencedMessage>();
      for (const provider of new Set(claimed.map((report) => report.provider))) {
        const own = claimed.filter((report) => report.provider === provider && report.namedBy === 'PROVIDER_ID');
        const ids = await messagesOfProviderIds(
          tx,
          provider,
          own.map(({ named }) => named),
        );
        const found = await evidencedMessages(tx, [...ids.values()]);
        for (const report of own) {
          const id = ids.get(report.named);
          const message = id && found.get(id);
          if (message) messages.set(report, message);
        }
      }
      await this.record.within(
        tx,
        [...messages].flatMap(([report, message]) => newEvidence(report.provider, named(report, message))),
        now,
      );
      const left = claimed.filter((report) => !messages.has(report));
      const kept = left.flatMap((report) => {
        const nextTryAt = nextTry({ ...report, tries: report.tries + 1 }, now);
        return nextTryAt === null ? [] : [{ ...report, nextTryAt }];
      });
      const keys = new Set(kept.map(({ provider, reportId }) => `${provider} ${reportId}`));
      await putOffUnknown(tx, kept);
      await deleteUnknown(
        tx,
        claimed.filter(({ provider, reportId }) => !keys.has(`${provider} ${reportId}`)),
      );
      return claimed.length;
    });
  }

  async nextDue(): Promise<Instant | null> {
    return await nextUnknown(this.database);
  }
}

function named(report: UnknownReport, message: EvidencedMessage) {
  const { reportId, kind, happenedAt, detail, closesAddress } = report;
  const told: ReportedEvidence = {
    reportId,
    message: { providerMessageId: report.named },
    evidence: kind,
    happenedAt,
    detail,
    closesAddress,
  };
  return { report: told, namedBy: report.namedBy, named: report.named, message };
}
