import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type OwnerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { changeCustomers } from '../customer/change-customers.js';
import { lockCustomersOutsideTeam } from '../customer/customer.store.js';
import { anyTeamDue, claimTeamDue, clearTeamDue, setOwnerAside } from './owner.store.js';

const CUSTOMERS = 200;

/** Carries a change of an owner's team on to the owner's customers; FollowCustomers takes it from there. */
@Injectable()
export class FollowOwners implements DueWork {
  readonly name = 'follow-owners';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /** Some customers of one owner. @returns how many rows it looked after; 0 when no team is due */
  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('contracts.follow-owner', async (tx) => {
      const owner = await claimTeamDue(tx, only);
      if (!owner) return 0;
      took([owner.id]);
      const customers = await lockCustomersOutsideTeam(tx, owner.id, owner.teamId, CUSTOMERS);
      if (customers.length < CUSTOMERS) await clearTeamDue(tx, owner.id);
      const changes = customers.map((before) => ({
        before,
        after: { ...before, teamId: owner.teamId, ownershipDue: true },
        contactsChanged: false,
      }));
      await this.outbox.append(tx, await changeCustomers(tx, changes, now), now);
      return customers.length + 1;
    });
  }

  /** It is due at once; null when there is none. */
  async nextDue(sql: Sql): Promise<Instant | null> {
    return (await anyTeamDue(sql)) ? this.clock.now() : null;
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setOwnerAside(this.database, toId<OwnerId>(id), reason);
  }
}
