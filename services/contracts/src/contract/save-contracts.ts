import type { Transaction } from '@perennial/database/database';
import { clearReviews, noteReviews } from '@perennial/service/review/review.store';
import { keepJudged } from '../incomplete/keep-judged.js';
import { missingOfContract } from '../incomplete/missing.js';
import { saveClosures } from '../term/closure.store.js';
import { saveLineage } from '../term/lineage.store.js';
import { saveTerms } from '../term/term.store.js';
import type { ContractDraft } from './contract-draft.js';
import { saveContracts } from './contract.store.js';

/**
 * Writes what drafts of wholly loaded contracts changed: one statement a table. Their events are the caller's to
 * append, in the order it needs.
 */
export async function saveDrafts(tx: Transaction, drafts: readonly ContractDraft[]): Promise<void> {
  const [first] = drafts;
  if (!first) return;
  const changed = drafts.filter(({ contractChanged, changedTerms }) => contractChanged || changedTerms.length > 0);
  const contracts = changed.map((draft) => ({ ...draft.contract, yearly: draft.yearly }));
  await tx.pipeline([
    saveContracts(tx, contracts),
    saveTerms(
      tx,
      drafts.flatMap(({ writtenTerms }) => writtenTerms),
    ),
    saveClosures(
      tx,
      drafts.flatMap(({ changedClosures }) => changedClosures),
    ),
    saveLineage(
      tx,
      drafts.flatMap(({ lineage }) => lineage),
    ),
    clearReviews(
      tx,
      drafts.flatMap(({ settled }) => settled),
      first.now,
    ),
    noteReviews(
      tx,
      drafts.flatMap(({ reviews }) => reviews),
      first.now,
    ),
  ]);
  await keepJudged(
    tx,
    changed.map(({ contract, terms }) => {
      const { id, customerId } = contract;
      return { kind: 'contract', id, customerId, missing: missingOfContract(contract, terms) };
    }),
    first.now,
  );
}
