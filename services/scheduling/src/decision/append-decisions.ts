import type { Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Term } from '../term/term.js';
import { moveChainHeads } from '../term/term.store.js';
import { chainDecisions, type DecisionDraft, type TermDecision } from './decision.js';
import { insertDecisions } from './decision.store.js';

/** Appends decisions to the chains of terms that the caller has locked, and moves their heads. */
export async function appendDecisions(
  tx: Transaction,
  locked: readonly Term[],
  decisions: readonly TermDecision[],
  now: Instant,
): Promise<void> {
  const byTerm = new Map<TermId, DecisionDraft[]>();
  for (const { termId, ...draft } of decisions) byTerm.set(termId, [...(byTerm.get(termId) ?? []), draft]);
  const chains = locked.flatMap(({ termId, decisionSeq, decisionHash }) => {
    const drafts = byTerm.get(termId);
    return drafts ? [{ termId, ...chainDecisions(termId, { seq: decisionSeq, hash: decisionHash }, drafts, now) }] : [];
  });
  await tx.pipeline([
    insertDecisions(
      tx,
      chains.flatMap(({ rows }) => rows),
    ),
    moveChainHeads(
      tx,
      chains.map(({ termId, head }) => ({ termId, ...head })),
    ),
  ]);
}
