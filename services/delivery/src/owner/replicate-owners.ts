import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { OwnerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { ownerOf } from './owner.js';
import { upsertOwners } from './owner.store.js';

/** Keeps the replica of owners. A task that somebody has stays his until it is due. */
@Injectable()
export class ReplicateOwners {
  async within(tx: Transaction, snapshots: readonly OwnerSnapshot[]): Promise<void> {
    await upsertOwners(tx, snapshots.map(ownerOf));
  }
}
