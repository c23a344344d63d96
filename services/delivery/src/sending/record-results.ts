import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { outcomeEvent } from '../message/outcome.js';
import { DeliveryMetrics } from '../metrics.js';
import { EMAIL_PROVIDER, type EmailProvider, type ProviderResult } from '../provider/provider.js';
import { applyToMessages, applyToRiders, endAttempts, lockMessages, type EndedAttempt } from './attempt.store.js';
import { effectOf } from './call-effect.js';

/** A call that is over. */
export interface FinishedCall {
  readonly attemptId: string;
  readonly messageId: string;
  readonly result: ProviderResult;
}

/** Writes what became of calls, each once: whoever comes second finds the attempt ended. */
@Injectable()
export class RecordResults {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly metrics: DeliveryMetrics,
    @Inject(EMAIL_PROVIDER) private readonly provider: EmailProvider,
  ) {}

  /** @returns how many attempts ended now. */
  async execute(finished: readonly FinishedCall[]): Promise<number> {
    const written = await this.database.transaction('delivery.result', async (tx) => {
      const now = this.clock.now();
      const open = await lockMessages(
        tx,
        finished.map(({ messageId }) => messageId),
      );
      const candidates = finished.flatMap((call) => {
        const retries = open.get(call.messageId);
        return retries === undefined ? [] : [this.#ended(call, retries)];
      });
      const ids = await endAttempts(tx, candidates);
      const ended = candidates.filter(({ attemptId }) => ids.has(attemptId));
      // In this order: the riders' outcomes read their messages.
      const [, riders] = await tx.pipeline([applyToMessages(tx, ended, now), applyToRiders(tx, ended, now)]);
      tx.pipelineWithCommit([this.outbox.append(tx, riders.map(outcomeEvent), now)]);
      return ended.map(({ effect }) => effect);
    });
    this.metrics.attemptsEnded(written.map((effect) => effect.attempt));
    this.metrics.messagesEnded(written.map((effect) => effect.message).filter((state) => state !== 'OPEN'));
    return written.length;
  }

  #ended({ attemptId, messageId, result }: FinishedCall, retries: number): EndedAttempt {
    const effect = effectOf(result, messageId, retries, this.provider.capabilities);
    return {
      attemptId,
      messageId,
      effect,
      providerMessageId: result.kind === 'accepted' ? result.providerMessageId : null,
      detail: result.kind === 'accepted' || result.kind === 'expired' ? null : result.reason,
    };
  }
}
