import type { ContractId } from '@perennial/kernel/ids';
import { loadContracts } from '../../contract/load-contracts.js';
import { saveDrafts } from '../../contract/save-contracts.js';
import { saveInvoices } from '../../reference/reference.store.js';
import type { StoredKind } from '../save-kind.js';

export const STORED_CONTRACTS: StoredKind = {
  async load(tx, loaded, own, pointed) {
    const ids = [...new Set([...own, ...pointed])] as ContractId[];
    for (const [id, state] of await loadContracts(tx, ids)) loaded.contracts.set(id, state);
  },
  async save(tx, round) {
    await saveDrafts(tx, round.contracts);
    await saveInvoices(tx, round.invoices);
    return round.contracts.flatMap((draft) => draft.events());
  },
};
