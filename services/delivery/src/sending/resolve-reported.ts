import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { NewEvent } from '@perennial/events/event';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { clearReviews } from '@perennial/service/review/review.store';
import { ProviderRegistry } from '../provider/provider-registry.js';
import { decidingReports, resultOf, type CallReport } from './call-report.js';
import { RecordResults } from './record-results.js';
import { reopenUncertain, unansweredCalls } from './unanswered-call.store.js';

export interface ResolvedReports {
  /** Messages of which it is known now what became of their call. */
  readonly messageIds: ReadonlySet<MessageId>;
  readonly events: readonly NewEvent[];
}

/**
 * Reports of messages of which nobody knew whether they were sent: each gets the answer that its call never had (ADR
 * 0040). One that arrived is accepted; one that did not goes on over the next provider, or on the next rung.
 */
@Injectable()
export class ResolveReported {
  constructor(
    private readonly results: RecordResults,
    private readonly providers: ProviderRegistry,
  ) {}

  /** The locks of the messages are held. */
  async within(tx: Transaction, reports: readonly CallReport[], now: Instant): Promise<ResolvedReports> {
    const calls = await unansweredCalls(tx, [...new Set(reports.map(({ messageId }) => messageId))]);
    const keys = new Map(calls.map(({ messageId, idempotencyKey }) => [messageId, idempotencyKey]));
    const deciding = decidingReports(
      reports.filter(({ messageId, key }) => (key ?? keys.get(messageId)) === keys.get(messageId)),
    );
    const resolved = calls.flatMap((call) => {
      const report = deciding.get(call.messageId);
      return report ? [{ call, report }] : [];
    });
    const messageIds = new Set(resolved.map(({ call }) => call.messageId));
    if (resolved.length === 0) return { messageIds, events: [] };
    const reminderIds = await reopenUncertain(tx, [...messageIds], now);
    const reviews = reminderIds.map((subjectId) => ({
      kind: 'uncertain_last_step' as const,
      subjectKind: 'reminder' as const,
      subjectId,
    }));
    await clearReviews(tx, reviews, now);
    const events = await this.results.within(
      tx,
      resolved.map(({ call, report }) => ({
        attemptId: call.attemptId,
        messageId: call.messageId,
        provider: {
          name: call.provider.name,
          capabilities: call.capabilities,
          others: this.providers.othersOf(call.channel, call.provider.name),
        },
        result: resultOf(report),
        reported: true,
        takenAt: call.givenUpAt ?? undefined,
      })),
      now,
    );
    return { messageIds, events };
  }
}
