import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { closureOf } from '../guard/closing.js';
import { closedTerms } from '../guard/guard.store.js';
import { RaiseFence } from '../guard/raise-fence.js';
import type { OpenMessage } from '../message/message.js';
import {
  CONTACT_RESOLVER,
  PAYMENT_LOOK,
  type ContactResolver,
  type PaymentLook,
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
    @Inject(CONTACT_RESOLVER) private readonly contacts: ContactResolver,
    @Inject(PAYMENT_LOOK) private readonly payments: PaymentLook,
    private readonly fence: RaiseFence,
    private readonly database: Database,
  ) {}

  async execute(messages: readonly OpenMessage[]): Promise<Facts> {
    const contactIds = [...new Set(messages.map((message) => message.contactId))];
    const termIds = [...new Set(messages.flatMap((message) => message.riders.map((rider) => rider.termId)))];
    const [contacts, looks] = await Promise.all([this.contacts.resolve(contactIds), this.payments.look(termIds)]);
    return { contacts, looks, closed: await this.#closed(looks) };
  }

  /** A cause that contracts has undone since closes nothing, so the guards are asked afterwards. */
  async #closed(looks: ReadonlyMap<string, TermLook> | undefined): Promise<ReadonlySet<string>> {
    const positive = [...(looks ?? [])].filter(([, look]) => look.closed && look.cause !== '');
    if (positive.length === 0) return new Set();
    await this.fence.afterLook(positive.map(([termId, look]) => closureOf({ termId }, look.cause)));
    return await closedTerms(
      this.database,
      positive.map(([termId]) => termId),
    );
  }
}
