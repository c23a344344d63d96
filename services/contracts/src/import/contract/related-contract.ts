import type { ContractId } from '@perennial/kernel/ids';
import { violation } from '@perennial/kernel/violation';
import type { ContractDraft } from '../../contract/contract-draft.js';
import type { SourceName } from '../../source-reference/source-reference.js';
import { mergeLink, splitLink } from '../../term/lineage.js';
import type { Round } from '../round.js';
import type { ContractFact } from './contract-fact.js';

/** What a record names as the other contract of a split or a merge. */
export function relatedName({ system, splitFrom, mergedInto }: ContractFact): SourceName | null {
  const sourceId = splitFrom ?? mergedInto;
  return sourceId === null ? null : { kind: 'contract', system, sourceId };
}

/** Keeps in the lineage which term the contract's came out of or went into; a contract that nobody knows is noted. */
export function relate(round: Round, fact: ContractFact, draft: ContractDraft): void {
  const name = relatedName(fact);
  if (!name) return;
  const id = round.idOf(name) as ContractId;
  const other = round.contracts.find(({ contract }) => contract.id === id) ?? round.loaded.contracts.get(id);
  const link = other && (fact.splitFrom === null ? mergeLink : splitLink)(draft.terms, other.terms);
  if (link) draft.lineage.push(link);
  else if (!other)
    draft.notes.push(
      violation(
        fact.splitFrom === null ? 'merged_into' : 'split_from',
        'unknown_contract',
        'no contract of this source id has been taken; this record is, and says so again in its next version',
      ),
    );
}
