import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { ContractDraft } from '../contract/contract-draft.js';
import { contractsOutside } from '../contract/contract.store.js';
import { loadContracts } from '../contract/load-contracts.js';
import { saveDrafts } from '../contract/save-contracts.js';
import {
  anyOwnershipDue,
  claimOwnershipDue,
  clearOwnershipDue,
  lockCustomersOutsideTeam,
} from '../customer/customer.store.js';
import { settleCustomers } from '../customer/settle-customers.js';
import { claimTeamDue, clearTeamDue } from './owner.store.js';

const CUSTOMERS = 200;
const CONTRACTS = 100;

/** Carries a change of owner or team on: to the owner's customers, and from a customer to its contracts and terms. */
@Injectable()
export class FollowOwners {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** One batch. @returns how many rows it looked after; 0 when nothing is owed */
  async execute(now: Instant): Promise<number> {
    return (await this.#customers(now)) + (await this.#contracts(now));
  }

  /** Owed work is due at once; null when there is none. */
  async nextDue(now: Instant): Promise<Instant | null> {
    return (await anyOwnershipDue(this.database)) ? now : null;
  }

  async #customers(now: Instant): Promise<number> {
    return await this.database.transaction('contracts.follow-owner', async (tx) => {
      const owner = await claimTeamDue(tx);
      if (!owner) return 0;
      const customers = await lockCustomersOutsideTeam(tx, owner.id, owner.teamId, CUSTOMERS);
      if (customers.length < CUSTOMERS) await clearTeamDue(tx, owner.id);
      const changes = customers.map((before) => ({
        before,
        after: { ...before, teamId: owner.teamId, ownershipDue: true },
        contactsChanged: false,
      }));
      await this.outbox.append(tx, await settleCustomers(tx, changes, now), now);
      return customers.length + 1;
    });
  }

  async #contracts(now: Instant): Promise<number> {
    return await this.database.transaction('contracts.follow-customer', async (tx) => {
      const customer = await claimOwnershipDue(tx);
      if (!customer) return 0;
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
}
