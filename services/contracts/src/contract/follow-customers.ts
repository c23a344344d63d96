import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type CustomerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { WorkSignal } from '@perennial/service/work/work-signal';
import type { Customer } from '../customer/customer.js';
import { anyOwnershipDue, claimOwnershipDue, clearOwnershipDue, setCustomerAside } from '../customer/customer.store.js';
import { holdDates, type Hold } from '../hold/hold.js';
import { holdsWithin, saveHolds } from '../hold/hold.store.js';
import { ContractDraft } from './contract-draft.js';
import { contractsOutside } from './contract.store.js';
import { inherit } from './inherit.js';
import { loadContracts } from './load-contracts.js';
import { saveDrafts } from './save-contracts.js';

const CONTRACTS = 100;

/** Carries a change of a customer's owner, team or zone on to the contracts that have none of their own (K09). */
@Injectable()
export class FollowCustomers implements DueWork {
  readonly name = 'follow-customers';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  /** Some contracts of one customer. @returns how many rows it looked after; 0 when no customer is due */
  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('contracts.follow-customer', async (tx) => {
      const customer = await claimOwnershipDue(tx, only);
      if (!customer) return 0;
      took([customer.id]);
      const ids = await contractsOutside(tx, customer, CONTRACTS);
      if (ids.length < CONTRACTS) await clearOwnershipDue(tx, customer.id);
      const drafts = [...(await loadContracts(tx, ids)).values()].map((state) => {
        const draft = new ContractDraft(state.contract, state, now);
        inherit(draft, customer);
        return draft;
      });
      await saveDrafts(tx, drafts);
      await saveHolds(tx, movedHolds(await holdsWithin(tx, customer.id), customer, drafts));
      await this.outbox.append(
        tx,
        drafts.flatMap((draft) => draft.events()),
        now,
      );
      tx.afterCommit(this.workSignal.waking('advance-terms'));
      return drafts.length + 1;
    });
  }

  /** It is due at once; null when there is none. */
  async nextDue(sql: Sql): Promise<Instant | null> {
    return (await anyOwnershipDue(sql)) ? this.clock.now() : null;
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setCustomerAside(this.database, toId<CustomerId>(id), reason);
  }
}

/** Holds whose last day ends at another instant in the zone that what they are on has now. */
function movedHolds(holds: readonly Hold[], customer: Customer, drafts: readonly ContractDraft[]): Hold[] {
  const zones = new Map(drafts.map(({ contract }) => [contract.id, contract.zone]));
  return holds.flatMap((hold) => {
    const zone = hold.contractId === null ? customer.zone : zones.get(hold.contractId);
    const moved = zone === undefined ? hold : { ...hold, ...holdDates(hold.until, zone) };
    return moved.endsAt === hold.endsAt ? [] : [moved];
  });
}
