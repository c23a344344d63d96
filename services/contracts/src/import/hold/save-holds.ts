import type { CustomerId, HoldId } from '@perennial/kernel/ids';
import { customerHolds, findHolds, saveHolds } from '../../hold/hold.store.js';
import { resumeGraces } from '../../term/held-lapse.store.js';
import type { StoredKind } from '../save-kind.js';

/** What a hold is on tells of it: the customer or the contract. Loaded after those. */
export const STORED_HOLDS: StoredKind = {
  async load(tx, loaded, own) {
    const customerIds: CustomerId[] = [...loaded.customers.keys()];
    const [known, standing] = await tx.pipeline([findHolds(tx, own as HoldId[]), customerHolds(tx, customerIds)]);
    const onContracts = [...loaded.contracts.values()].flatMap(({ holds = [] }) => holds);
    for (const hold of [...known, ...standing, ...onContracts]) loaded.holds.set(hold.id, hold);
  },
  async save(tx, round) {
    const holds = [...round.holds.values()];
    if (holds.length === 0) return [];
    await saveHolds(tx, holds);
    await resumeGraces(
      tx,
      holds.map(({ subjectId }) => subjectId),
    );
    return [];
  },
};
