import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { storableText } from '@perennial/database/storable-text';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { AttemptId, MessageId } from '@perennial/kernel/ids';
import { addMs, HOUR } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { bounceChanged } from '../bounce/bounce.js';
import { insertBounces, type DeadAddress } from '../bounce/bounce.store.js';
import {
  applyToDispatches,
  applyToMessages,
  lockMessages,
  type CalledResult,
  type LockedMessage,
} from '../message/called-message.store.js';
import { freezeMessage } from '../message/message.store.js';
import { insertExceptions, type ProviderException } from '../message/exception.store.js';
import { followEnds } from '../message/follow-ends.js';
import { runInHalves } from '@perennial/service/work/run-in-halves';
import { DeliveryMetrics } from '../metrics.js';
import { openContactTasks, type ContactNeed } from '../task/open-contact-tasks.js';
import type { ProviderResult } from '../provider/provider.js';
import { endAttempts, type EndedAttempt } from './attempt.store.js';
import { effectOf, type CallEffect, type CalledProvider } from './call-effect.js';

/** A call that is over. */
export interface FinishedCall {
  readonly attemptId: AttemptId;
  readonly messageId: MessageId;
  /** Hash of the address that was called; undefined where nobody knows any more. */
  readonly addressHmac?: string | undefined;
  /** Who was called. */
  readonly provider: CalledProvider;
  readonly result: ProviderResult;
}

/** Due work that follows messages which wait for a person. */
const FOLLOWERS = ['follow-tasks'];

/** Writes what became of calls, each once: whoever comes second finds the attempt ended. */
@Injectable()
export class RecordResults {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly metrics: DeliveryMetrics,
    private readonly workSignal: WorkSignal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * One result that cannot be written is set aside: its call ends, and its message is frozen for an hour with the
   * reason, then answered as uncertain. @returns how many attempts ended now.
   */
  async execute(finished: readonly FinishedCall[]): Promise<number> {
    const written = await runInHalves(
      finished,
      (some) => this.#write(some),
      (call, error) => this.#setAside(call, error),
    );
    const effects = written.flat();
    this.metrics.passedOn(effects.filter(({ nextProvider }) => nextProvider).length);
    this.metrics.attemptsEnded(effects.map((effect) => effect.attempt));
    this.metrics.messagesEnded(effects.map((effect) => effect.message).filter((state) => state !== 'OPEN'));
    return effects.length;
  }

  async #setAside(call: FinishedCall, error: unknown): Promise<void> {
    const { attemptId, messageId, result } = call;
    this.logger.error({ err: error, attemptId, messageId }, 'the result of a call cannot be written');
    const reason = storableText(`SET_ASIDE: ${(error as Error).message}`, 200);
    await this.database.transaction('delivery.result-aside', async (tx) => {
      const now = this.clock.now();
      const message = (await lockMessages(tx, [messageId])).get(messageId);
      if (!message) return;
      await endAttempts(tx, [
        endedAttempt({ attemptId, result, effect: effectOf(result, message, call.provider, now) }),
      ]);
      await freezeMessage(tx, messageId, addMs(now, HOUR), reason);
    });
  }

  async #write(finished: readonly FinishedCall[]): Promise<CallEffect[]> {
    return await this.database.transaction('delivery.result', async (tx) => {
      const now = this.clock.now();
      tx.afterCommit(this.workSignal.waking('send-messages'));
      const open = await lockMessages(
        tx,
        finished.map(({ messageId }) => messageId),
      );
      const candidates = finished.flatMap((call) => {
        const message = open.get(call.messageId);
        return message ? [{ ...call, message, effect: effectOf(call.result, message, call.provider, now) }] : [];
      });
      const ids = await endAttempts(tx, candidates.map(endedAttempt));
      const ended = candidates.filter(({ attemptId }) => ids.has(attemptId));
      const results = ended.map(calledResult);
      // In this order: the outcomes read their messages.
      const dead = ended.flatMap(deadAddress);
      const [, ends, bounces] = await tx.pipeline([
        applyToMessages(tx, results, now),
        applyToDispatches(tx, results, now),
        insertBounces(tx, dead, now),
      ]);
      const events = [
        ...bounces.map((bounce) => bounceChanged(bounce, true, now)),
        ...(await followEnds(tx, ends, providersOf(ended), now)),
      ];
      await insertExceptions(tx, ended.flatMap(passedOn), now);
      if (ended.some(({ result }) => result.kind === 'waiting')) tx.afterCommit(this.workSignal.waking(...FOLLOWERS));
      await openContactTasks(tx, this.outbox, needsOf(dead, bounces), now);
      tx.pipelineWithCommit([this.outbox.append(tx, events, now)]);
      return ended.map(({ effect }) => effect);
    });
  }
}

type EndedCall = FinishedCall & { readonly effect: CallEffect; readonly message: LockedMessage };

function providersOf(calls: readonly EndedCall[]): ReadonlyMap<MessageId, string> {
  return new Map(calls.map(({ messageId, provider }) => [messageId, provider.name]));
}

/** A message that goes on over another provider of its channel. */
function passedOn({ messageId, provider, effect, message }: EndedCall): ProviderException[] {
  if (!effect.nextProvider) return [];
  return [{ messageId, channel: message.channel, provider: provider.name, reason: effect.reason ?? effect.attempt }];
}

interface Ended {
  readonly attemptId: AttemptId;
  readonly result: ProviderResult;
  readonly effect: CallEffect;
}

/** Whoever has lost an address is to get another (D-05): once for each that was not dead before. */
function needsOf(
  dead: readonly DeadAddress[],
  bounces: readonly Pick<DeadAddress, 'addressHmac'>[],
): readonly ContactNeed[] {
  return bounces.flatMap(({ addressHmac }) => {
    const first = dead.find((one) => one.addressHmac === addressHmac);
    return first ? [{ messageId: first.messageId, reason: 'BOUNCED' as const }] : [];
  });
}

/** The address that a provider called dead. */
function deadAddress({ addressHmac, messageId, result }: FinishedCall): DeadAddress[] {
  if (result.kind !== 'refused' || !result.dead || addressHmac === undefined) return [];
  return [{ addressHmac, messageId, reason: storableText(result.reason) }];
}

function endedAttempt({ attemptId, result, effect }: Ended): EndedAttempt {
  return {
    attemptId,
    state: effect.attempt,
    providerMessageId: result.kind === 'accepted' ? storableText(result.providerMessageId) : null,
    detail: detailOf(result),
  };
}

function detailOf(result: ProviderResult): string | null {
  if ('reason' in result) return storableText(result.reason);
  return result.kind === 'accepted' && result.note !== undefined ? result.note : null;
}

function calledResult({ attemptId, effect }: Ended): CalledResult {
  const { message: state, nextAttemptAt, freezes, counts, passedOver, end } = effect;
  const reason = effect.reason === null ? null : storableText(effect.reason);
  const named = end && { ...end, reason: end.reason === null ? null : storableText(end.reason) };
  return { attemptId, state, reason, nextAttemptAt, freezes, counts, passedOver, end: named };
}
