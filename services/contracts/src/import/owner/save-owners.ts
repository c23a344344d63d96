import { newEvent } from '@perennial/events/event';
import type { OwnerId } from '@perennial/kernel/ids';
import { clearReviews } from '@perennial/service/review/review.store';
import { encryptOwners } from '../../owner/encrypt-owners.js';
import { ownerSnapshot } from '../../owner/owner-snapshot.js';
import { findOwners, lockOwners, saveOwners, saveTeams } from '../../owner/owner.store.js';
import { unreadable } from '../../review/unreadable.js';
import type { StoredKind } from '../save-kind.js';

export const STORED_OWNERS: StoredKind = {
  async load(tx, loaded, own, pointed) {
    const others = pointed.filter((id) => !own.includes(id));
    const owners = own.length === 0 ? [] : await lockOwners(tx, own as OwnerId[]);
    const more = others.length === 0 ? [] : await findOwners(tx, others as OwnerId[]);
    for (const owner of [...owners, ...more]) loaded.owners.set(owner.id, owner);
  },
  async save(tx, round, cipher) {
    const owners = await encryptOwners(tx, round.owners, cipher);
    await saveTeams(tx, [...new Map(round.owners.map(({ team }) => [team.id, team])).values()]);
    await saveOwners(
      tx,
      owners.map(({ stored }) => stored),
    );
    await clearReviews(
      tx,
      owners.map(({ stored }) => unreadable('owner', stored.id)),
      round.now,
    );
    const changed = owners.filter((owner) => owner.changed);
    return changed.map(({ stored }) => newEvent('owner.changed', { owner: ownerSnapshot(stored) }));
  },
};
