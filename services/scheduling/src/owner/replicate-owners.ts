import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { OwnerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { CustomerStore } from '../customer/customer.store.js';
import { PolicyStore } from '../policy/policy.store.js';
import { ownerOf } from './owner.js';
import { upsertOwners } from './owner.store.js';

/** Keeps the replica of owners; policies with internal steps are planned anew when one changes. */
@Injectable()
export class ReplicateOwners {
  constructor(
    private readonly customers: CustomerStore,
    private readonly policies: PolicyStore,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(tx: Transaction, snapshots: readonly OwnerSnapshot[]): Promise<void> {
    const owners = snapshots.map(ownerOf);
    await this.customers.insertRecipients(
      tx,
      owners.flatMap(({ recipientId }) => recipientId ?? []),
    );
    const changed = await upsertOwners(tx, owners);
    if (changed.length === 0) return;
    await this.policies.unmarkInternal(tx);
    tx.afterCommit(this.workSignal.raise);
  }
}
