import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { newId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import { shareGuards } from '../guard/guard.store.js';
import { dropRiders } from '../message/end-riders.js';
import { versionOf, type MessageState } from '../message/message.js';
import { CALL_BY_MS } from '../provider/timings.js';
import { admit } from './admission.js';
import { insertAttempts, lockOpenMessages, optedOutOf } from './attempt.store.js';
import type { Prepared } from './prepare-calls.js';
import type { PreparedCall } from './prepared-call.js';
import { renewLease } from './process-lease.store.js';
import { LEASE_MS, SENDER, type Sender } from './sender.js';

/** A call whose attempt is committed. */
export interface BegunCall extends PreparedCall {
  readonly attemptId: string;
  /** Monotonic ms. */
  readonly callBy: number;
}

export interface Begun {
  readonly calls: readonly BegunCall[];
  /** Messages that ended without a call. */
  readonly ended: readonly MessageState[];
  /** Messages that were called or lost riders. */
  readonly handled: number;
}

/**
 * Under the terms' guards: drops riders that may not go, and writes the attempts of those that may, before any call.
 */
@Injectable()
export class BeginAttempts {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(SENDER) private readonly sender: Sender,
  ) {}

  async execute(prepared: Pick<Prepared, 'calls' | 'ends'>, provider: string, now: Instant): Promise<Begun> {
    const { admitted, written, ended, left, callBy } = await this.database.transaction(
      'delivery.attempt',
      async (tx) => {
        const begun = await this.#begin(tx, prepared, provider, now);
        // Before the commit: a process that was stopped between it and its answer must not call when it wakes up,
        // however late.
        return { ...begun, callBy: monotonicNow() + CALL_BY_MS };
      },
    );
    const calls = admitted.filter(({ message }) => written.has(message.id)).map((call) => ({ ...call, callBy }));
    return { calls, ended, handled: calls.length + left };
  }

  async #begin(tx: Transaction, { calls, ends }: Pick<Prepared, 'calls' | 'ends'>, provider: string, now: Instant) {
    const terms = [...new Set(calls.flatMap(({ message }) => message.riders.map(({ termId }) => termId)))];
    // Guards before messages (protocol.md, Guard, fence and call).
    const [, guards, messages, optedOut] = await tx.pipeline([
      renewLease(tx, this.sender.id, LEASE_MS),
      shareGuards(tx, terms),
      lockOpenMessages(
        tx,
        [...calls, ...ends].map(({ message }) => message.id),
      ),
      optedOutOf(tx, [...new Set(calls.map(({ addressHmac }) => addressHmac))]),
    ]);
    const leaving = ends
      .filter(({ message }) => messages.get(message.id) === versionOf(message))
      .flatMap(({ message, ends: riders }) => riders.map((rider) => ({ ...rider, messageId: message.id })));
    const admitted: (PreparedCall & { attemptId: string })[] = [];
    for (const call of calls) {
      const admission = admit(call.message, call.addressHmac, { guards, messages, optedOut });
      if (admission.kind === 'call') admitted.push({ ...call, attemptId: newId() });
      else if (admission.kind === 'end')
        leaving.push(...admission.ends.map((rider) => ({ ...rider, messageId: call.message.id })));
    }
    const ended = leaving.length > 0 ? await dropRiders(tx, this.outbox, leaving, now) : [];
    return {
      admitted,
      written: this.#write(tx, admitted, provider),
      ended,
      left: new Set(leaving.map(({ messageId }) => messageId)).size,
    };
  }

  /** @returns the messages that got an attempt, complete after the commit. */
  #write(
    tx: Transaction,
    admitted: readonly (PreparedCall & { attemptId: string })[],
    provider: string,
  ): ReadonlySet<string> {
    const written = new Set<string>();
    if (admitted.length === 0) return written;
    const attempts = admitted.map((call) => ({
      ...call,
      id: call.attemptId,
      messageId: call.message.id,
      idempotencyKey: call.mail.idempotencyKey,
    }));
    tx.pipelineWithCommit([
      insertAttempts(tx, attempts, provider, this.sender.id).then((ids) => ids.forEach((id) => written.add(id))),
    ]);
    return written;
  }
}
