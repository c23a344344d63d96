import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { newId, type AttemptId, type MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import { bouncedOf } from '../bounce/bounce.store.js';
import { shareGuards } from '../guard/guard.store.js';
import { splitMessages } from '../message/dispatch.store.js';
import { dropDispatches } from '../message/end-dispatches.js';
import { lockOpenMessages } from '../message/called-message.store.js';
import { versionOf } from '../message/message.js';
import type { DispatchEnding } from '../message/outcome.js';
import { optedOutOf, shareAddresses } from '../preference/preference.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { capabilitiesOf } from '../provider/provider.js';
import { CALL_BY_MS } from '../provider/timings.js';
import { admit } from './admission.js';
import { insertAttempts } from './attempt.store.js';
import type { Prepared, PreparedCall } from './prepared-call.js';
import { renewLease } from './process-lease.store.js';
import { LEASE_MS, SENDER, type Sender } from './sender.js';

/** A call whose attempt is committed. */
export interface BegunCall extends PreparedCall {
  readonly attemptId: AttemptId;
  /** Monotonic ms. */
  readonly callBy: number;
}

export interface Begun {
  readonly calls: readonly BegunCall[];
  /** Messages that were called or lost dispatches. */
  readonly handled: number;
}

const NOBODY: ReadonlySet<string> = new Set();

type Admitted = PreparedCall & { readonly attemptId: AttemptId };

/**
 * Under the terms' guards: ends what may not go, and writes the attempts of what may, before any call.
 */
@Injectable()
export class BeginAttempts {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
    @Inject(SENDER) private readonly sender: Sender,
  ) {}

  async execute(prepared: Pick<Prepared, 'calls' | 'ends'>, now: Instant): Promise<Begun> {
    const { admitted, written, ended, left, callBy } = await this.database.transaction(
      'delivery.attempt',
      async (tx) => {
        const begun = await this.#begin(tx, prepared, now);
        // Before the commit: a process that was stopped between it and its answer must not call when it wakes up,
        // however late.
        return { ...begun, callBy: monotonicNow() + CALL_BY_MS };
      },
    );
    const calls = admitted.filter(({ message }) => written.has(message.messageId)).map((call) => ({ ...call, callBy }));
    this.metrics.messagesEnded(ended);
    return { calls, handled: calls.length + left };
  }

  async #begin(tx: Transaction, { calls, ends }: Pick<Prepared, 'calls' | 'ends'>, now: Instant) {
    const terms = new Set(calls.flatMap(({ message }) => message.dispatches.map(({ termId }) => termId)));
    const channel = calls[0]?.message.channel;
    const addresses = [...new Set(calls.map(({ addressHmac }) => addressHmac))];
    const consents = calls.map(({ addressHmac, message: { customerId } }) => ({ addressHmac, customerId }));
    // Addresses before guards before messages (protocol.md, Claim and locks). What an address wants is read behind its
    // lock: an opt-out that is not seen here is committed after this transaction.
    const [, , guards, messages, optedOut, bounced] = await tx.pipeline([
      renewLease(tx, this.sender.id, LEASE_MS),
      channel && shareAddresses(tx, channel, addresses),
      shareGuards(tx, [...terms]),
      lockOpenMessages(
        tx,
        [...calls, ...ends].map(({ message }) => message.messageId),
      ),
      channel ? optedOutOf(tx, channel, consents) : NOBODY,
      channel ? bouncedOf(tx, channel, addresses) : NOBODY,
    ]);
    const leaving: DispatchEnding[] = ends
      .filter(({ message }) => messages.get(message.messageId) === versionOf(message))
      .flatMap((one) => one.ends);
    const admitted: Admitted[] = [];
    for (const call of calls) {
      const admission = admit(call.message, call.addressHmac, { guards, messages, optedOut, bounced });
      if (admission.kind === 'call') admitted.push({ ...call, attemptId: newId<AttemptId>() });
      else if (admission.kind === 'end') leaving.push(...admission.ends);
    }
    const ended = await dropDispatches(tx, this.outbox, leaving, now);
    await this.#split(tx, admitted);
    return {
      admitted,
      written: this.#write(tx, admitted),
      ended,
      left: new Set(leaving.map(({ messageId }) => messageId)).size,
    };
  }

  /** What has no quote yet leaves into messages of their own, so that it does not hold up the others. */
  async #split(tx: Transaction, admitted: readonly Admitted[]): Promise<void> {
    const apart = admitted.filter((call) => call.apart.length > 0);
    await splitMessages(
      tx,
      apart.map(({ message, apartUntil }) => ({ from: message.messageId, to: newId<MessageId>(), at: apartUntil })),
      apart.flatMap((call) => call.apart),
    );
  }

  /** @returns the messages that got an attempt, complete after the commit. */
  #write(tx: Transaction, admitted: readonly Admitted[]): ReadonlySet<MessageId> {
    const written = new Set<MessageId>();
    if (admitted.length === 0) return written;
    const attempts = admitted.map((call) => ({
      ...call,
      messageId: call.message.messageId,
      provider: {
        name: call.route.provider.name,
        endpoint: call.route.provider.endpoint,
        capabilities: capabilitiesOf(call.route.provider, call.content),
      },
      idempotencyKey: call.content.idempotencyKey,
    }));
    tx.pipelineWithCommit([
      insertAttempts(tx, attempts, this.sender.id).then((ids) => ids.forEach((id) => written.add(id))),
    ]);
    return written;
  }
}
