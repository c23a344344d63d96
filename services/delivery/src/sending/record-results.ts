import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { storableText } from '@perennial/database/storable-text';
import type { NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { AttemptId, MessageId } from '@perennial/kernel/ids';
import { addMs, HOUR, type Instant } from '@perennial/kernel/instant';
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
import { insertConfirmations, type NewConfirmation } from '../confirmation/confirmation.store.js';
import { freezeMessage } from '../message/message.store.js';
import { insertExceptions, type ProviderException } from '../message/exception.store.js';
import { followEnds, notArrivedEvent } from '../message/follow-ends.js';
import type { Ended } from '../message/outcome.js';
import { runInHalves } from '@perennial/service/work/run-in-halves';
import { DeliveryMetrics } from '../metrics.js';
import { openContactTasks, type ContactNeed } from '../task/open-contact-tasks.js';
import type { ProviderResult } from '../provider/provider.js';
import { endAttempts, type EndedAttempt } from './attempt.store.js';
import { effectOf, type CallEffect, type CalledProvider } from './call-effect.js';
import { decidingReports, resultOf, type CallReport } from './call-report.js';
import { nextRevisions, reportsOfCalls } from './unanswered-call.store.js';

/** A call that is over. */
export interface FinishedCall {
  readonly attemptId: AttemptId;
  readonly messageId: MessageId;
  /** Hash of the address that was called; undefined where nobody knows any more. */
  readonly addressHmac?: string | undefined;
  /** Who was called. */
  readonly provider: CalledProvider;
  readonly result: ProviderResult;
  /** The call was never answered: what became of it was reported (ADR 0040). */
  readonly reported?: boolean;
  /** When it was taken, where that is not now. */
  readonly takenAt?: Instant | undefined;
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
    return written.flat().length;
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
      const { effects, events } = await this.#ended(tx, finished, now);
      tx.pipelineWithCommit([this.outbox.append(tx, events, now)]);
      return effects;
    });
  }

  /** The same in the transaction of whoever heard what became of calls. @returns the events that tell it. */
  async within(tx: Transaction, finished: readonly FinishedCall[], now: Instant): Promise<readonly NewEvent[]> {
    return (await this.#ended(tx, finished, now)).events;
  }

  async #ended(
    tx: Transaction,
    finished: readonly FinishedCall[],
    now: Instant,
  ): Promise<{ readonly effects: CallEffect[]; readonly events: readonly NewEvent[] }> {
    tx.afterCommit(this.workSignal.waking('send-messages'));
    const open = await lockMessages(
      tx,
      finished.map(({ messageId }) => messageId),
    );
    const heard = await heardOf(tx, finished, open);
    const candidates = finished.flatMap((given) => {
      const message = open.get(given.messageId);
      const call = answered(given, heard.get(given.messageId));
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
    await nextRevisions(
      tx,
      ended.filter(({ reported, effect }) => reported && effect.nextProvider).map(({ messageId }) => messageId),
    );
    const events = [
      ...bounces.map((bounce) => bounceChanged(bounce, true, now)),
      ...(await followEnds(tx, ends, providersOf(ended), now)),
      ...ended.flatMap((call) => failedMeanwhile(call, heard.get(call.messageId), ends, now)),
    ];
    await insertConfirmations(tx, ended.flatMap(toConfirm), now);
    await insertExceptions(tx, ended.flatMap(passedOn), now);
    if (ended.some(({ result }) => result.kind === 'waiting')) tx.afterCommit(this.workSignal.waking(...FOLLOWERS));
    await openContactTasks(tx, this.outbox, needsOf(dead, bounces), now);
    const effects = ended.map(({ effect }) => effect);
    tx.afterCommit(() => this.#count(effects));
    return { effects, events };
  }

  #count(effects: readonly CallEffect[]): void {
    this.metrics.passedOn(effects.filter(({ nextProvider }) => nextProvider).length);
    this.metrics.attemptsEnded(effects.map((effect) => effect.attempt));
    this.metrics.messagesEnded(effects.map((effect) => effect.message).filter((state) => state !== 'OPEN'));
  }
}

/** What was heard of calls while they were under way, by message; nothing for most. */
async function heardOf(
  tx: Transaction,
  finished: readonly FinishedCall[],
  open: ReadonlyMap<MessageId, LockedMessage>,
): Promise<ReadonlyMap<MessageId, CallReport>> {
  const reported = finished.filter(({ messageId }) => open.get(messageId)?.reported);
  return decidingReports(
    await reportsOfCalls(
      tx,
      reported.map(({ attemptId }) => attemptId),
    ),
  );
}

/** A call without an answer that was reported before it was given up has one. */
function answered(call: FinishedCall, heard: CallReport | undefined): FinishedCall {
  return heard && call.result.kind === 'ambiguous' ? { ...call, result: resultOf(heard), reported: true } : call;
}

type EndedCall = FinishedCall & { readonly effect: CallEffect; readonly message: LockedMessage };

/** The provider took it, and had told before that it could not bring it to its addressee. */
function failedMeanwhile(
  { messageId, provider, message: { channel }, effect, reported }: EndedCall,
  heard: CallReport | undefined,
  ends: readonly Ended[],
  now: Instant,
): NewEvent[] {
  if (!heard || heard.arrived || reported || effect.message !== 'ACCEPTED') return [];
  return ends
    .filter((end) => end.messageId === messageId)
    .map((end) => notArrivedEvent(end, { messageId, channel, provider: provider.name }, now));
}

function providersOf(calls: readonly EndedCall[]): ReadonlyMap<MessageId, string> {
  return new Map(calls.map(({ messageId, provider }) => [messageId, provider.name]));
}

/** What waits at its provider until a colleague confirms it. */
function toConfirm({ messageId, result }: EndedCall): NewConfirmation[] {
  if (result.kind !== 'waiting' || !result.confirmedThere) return [];
  return [{ messageId, providerMessageId: storableText(result.providerMessageId) }];
}

/** A message that goes on over another provider of its channel. One that does not serve its country has not failed. */
function passedOn({ messageId, provider, effect, message }: EndedCall): ProviderException[] {
  if (!effect.nextProvider || effect.reason === 'COUNTRY_NOT_SERVED') return [];
  return [{ messageId, channel: message.channel, provider: provider.name, reason: effect.reason ?? effect.attempt }];
}

interface EndedAttemptOf {
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

function endedAttempt({ attemptId, result, effect }: EndedAttemptOf): EndedAttempt {
  return {
    attemptId,
    state: effect.attempt,
    providerMessageId:
      result.kind === 'accepted' || (result.kind === 'waiting' && result.confirmedThere)
        ? storableText(result.providerMessageId)
        : null,
    detail: detailOf(result),
  };
}

function detailOf(result: ProviderResult): string | null {
  if ('reason' in result) return storableText(result.reason);
  return result.kind === 'accepted' && result.note !== undefined ? result.note : null;
}

function calledResult({ attemptId, effect, takenAt }: EndedCall): CalledResult {
  const { message: state, nextAttemptAt, freezes, counts, passedOver, end } = effect;
  const reason = effect.reason === null ? null : storableText(effect.reason);
  const named = end && { ...end, reason: end.reason === null ? null : storableText(end.reason) };
  return { attemptId, state, reason, nextAttemptAt, freezes, counts, passedOver, end: named, takenAt: takenAt ?? null };
}
