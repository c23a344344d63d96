import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { OwnerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { markInternalPolicies } from '../marking/marking.store.js';
import { insertRecipients } from '../recipient/recipient.store.js';
import { ownerOf } from './owner.js';
import { upsertOwners } from './owner.store.js';

/** Keeps the replica of owners; policies with internal steps are planned anew when one changes. */
@Injectable()
export class ReplicateOwners {
  constructor(private readonly workSignal: WorkSignal) {}

  async execute(tx: Transaction, snapshots: readonly OwnerSnapshot[]): Promise<void> {
    const owners = snapshots.map(ownerOf);
    const recipientIds = owners.flatMap(({ recipientId }) => recipientId ?? []);
    const [, changed] = await tx.pipeline([insertRecipients(tx, recipientIds), upsertOwners(tx, owners)]);
    if (changed.length === 0) return;
    await markInternalPolicies(tx);
    tx.afterCommit(this.workSignal.waking('mark-terms'));
  }
}
