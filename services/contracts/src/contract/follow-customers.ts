import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type CustomerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { anyOwnershipDue, claimOwnershipDue, clearOwnershipDue, setCustomerAside } from '../customer/customer.store.js';
import { ContractDraft } from './contract-draft.js';
import { contractsOutside } from './contract.store.js';
import { loadContracts } from './load-contracts.js';
import { saveDrafts } from './save-contracts.js';

const CONTRACTS = 100;

/** Carries a change of a customer's owner or team on to its contracts and their terms. */
@Injectable()
export class FollowCustomers implements DueWork {
  readonly name = 'follow-customers';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /** Some contracts of one customer. @returns how many rows it looked after; 0 when no customer is due */
  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('contracts.follow-customer', async (tx) => {
      const customer = await claimOwnershipDue(tx, only);
      if (!customer) return 0;
      took([customer.id]);
      const { ownerId, teamId } = customer;
      const ids = await contractsOutside(tx, customer.id, ownerId, teamId, CONTRACTS);
      if (ids.length < CONTRACTS) await clearOwnershipDue(tx, customer.id);
      const drafts = [...(await loadContracts(tx, ids)).values()].map((state) => {
        const draft = new ContractDraft(state.contract, state, now);
        draft.putContract({ ...state.contract, ownerId, teamId });
        for (const term of state.terms) draft.putTerm(term);
        return draft;
      });
      await saveDrafts(tx, drafts);
      await this.outbox.append(
        tx,
        drafts.flatMap((draft) => draft.events()),
        now,
      );
      return drafts.length + 1;
    });
  }

  /** It is due at once; null when there is none. */
  async nextDue(): Promise<Instant | null> {
    return (await anyOwnershipDue(this.database)) ? this.clock.now() : null;
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setCustomerAside(this.database, toId<CustomerId>(id), reason);
  }
}
