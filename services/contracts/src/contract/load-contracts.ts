import type { Transaction } from '@perennial/database/database';
import type { ContractId } from '@perennial/kernel/ids';
import { contractHolds } from '../hold/hold.store.js';
import { closuresOf } from '../term/closure.store.js';
import type { Closure } from '../term/closure.js';
import { lockTerms } from '../term/term.store.js';
import type { ContractState } from './contract-draft.js';
import { lockContracts } from './contract.store.js';

/**
 * Contracts with their terms and causes, locked in that order; unknown ids are left out. Their customers are locked
 * before.
 */
export async function loadContracts(
  tx: Transaction,
  ids: readonly ContractId[],
): Promise<Map<ContractId, ContractState>> {
  if (ids.length === 0) return new Map();
  const contracts = await lockContracts(tx, ids);
  const terms = await lockTerms(tx, ids);
  const [closures, holds] = await tx.pipeline([
    closuresOf(
      tx,
      terms.map(({ id }) => id),
    ),
    contractHolds(tx, ids),
  ]);
  const termsBy = grouped(terms, (term) => term.contractId);
  const holdsBy = grouped(holds, (hold) => hold.contractId);
  const closuresBy = grouped(closures, (closure) => closure.termId);
  return new Map(
    contracts.map((contract) => {
      const own = termsBy.get(contract.id) ?? [];
      return [
        contract.id,
        {
          contract,
          terms: own,
          closures: own.flatMap(({ id }): Closure[] => closuresBy.get(id) ?? []),
          holds: holdsBy.get(contract.id) ?? [],
        },
      ];
    }),
  );
}

function grouped<K, T>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
