import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { eventsOf } from './payment.js';
import { assignOwners, claimWithoutOwner, firstWithoutOwner, setPaymentAside } from './payment.store.js';

/** Two rows each: the payment and its event. */
const BATCH = 400;

/**
 * Money for a term that nobody knew has no customer, and so no key for its event. Once contracts has told the term, the
 * payment gets its owners and payment.failed is published. It looks for such payments and is no step of the wave that
 * brings the term, so that no race loses one. It is not decided anew: whoever reported it has its answer.
 */
@Injectable()
export class AssignOwners implements DueWork {
  readonly name = 'assign-owners';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** @returns how many were assigned. */
  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('payments.assign-owners', async (tx) => {
      const claimed = await claimWithoutOwner(tx, only, BATCH);
      took(claimed);
      if (claimed.length === 0) return 0;
      const assigned = await assignOwners(tx, claimed);
      await this.outbox.append(tx, assigned.flatMap(eventsOf), now);
      return assigned.length;
    });
  }

  /** When the oldest payment that waits for this was recorded; null for none. */
  async nextDue(): Promise<Instant | null> {
    return await firstWithoutOwner(this.database);
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setPaymentAside(this.database, toId(id), reason);
  }
}
