import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { ChannelName } from '../channel/channel.js';
import { closureOf, type Closure } from '../guard/closure.js';
import { closedTerms } from '../guard/guard.store.js';
import { RaiseFence } from '../guard/raise-fence.js';
import type { OpenMessage } from '../message/message.js';
import {
  PAYMENT_LOOK,
  RECIPIENT_RESOLVER,
  ownerRequest,
  requestKey,
  type PaymentLook,
  type RecipientResolver,
  type TermLook,
} from '../peer/peers.js';
import type { Facts } from './verdict.js';

/**
 * The two lookups of a round, one call each, outside any transaction. What payments calls closed raises the fence
 * first.
 */
@Injectable()
export class LoadFacts {
  constructor(
    @Inject(RECIPIENT_RESOLVER) private readonly recipients: RecipientResolver,
    @Inject(PAYMENT_LOOK) private readonly payments: PaymentLook,
    private readonly fence: RaiseFence,
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(messages: readonly OpenMessage[], channel: ChannelName): Promise<Facts> {
    const asked = [...messages, ...messages.flatMap(ownerRequest)];
    const requests = [...new Map(asked.map((one) => [requestKey(one), one])).values()];
    const termIds = [...new Set(messages.flatMap(({ dispatches }) => dispatches.map(({ termId }) => termId)))];
    const [recipients, looks] = await Promise.all([
      this.recipients.resolve(requests, channel),
      this.payments.look(termIds),
    ]);
    return { recipients, looks, closed: await this.#closed(looks) };
  }

  /**
   * A cause that contracts has undone since closes nothing, so the guards are asked afterwards. A cause that is none
   * raises no fence; its term is not written about either.
   */
  async #closed(looks: ReadonlyMap<TermId, TermLook> | undefined): Promise<ReadonlySet<TermId>> {
    const closures: Closure[] = [];
    const unclear: TermId[] = [];
    for (const [termId, { closed, cause }] of looks ?? []) {
      if (!closed || cause === '') continue;
      try {
        closures.push(closureOf({ termId }, cause));
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        this.logger.error({ err: error, termId, cause }, 'payments calls a term closed by a cause that is none');
        unclear.push(termId);
      }
    }
    if (closures.length === 0) return new Set(unclear);
    await this.fence.afterLook(closures);
    const closed = await closedTerms(
      this.database,
      closures.map(({ termId }) => termId),
    );
    return new Set([...closed, ...unclear]);
  }
}
