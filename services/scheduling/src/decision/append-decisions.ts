import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { Term } from '../term/term.js';
import { TermStore } from '../term/term.store.js';
import { chainDecisions, type DecisionDraft } from './decision.js';
import { DecisionStore } from './decision.store.js';

/** Appends decisions to the chains of terms that the caller has locked, and moves their heads. */
@Injectable()
export class AppendDecisions {
  constructor(
    private readonly decisions: DecisionStore,
    private readonly terms: TermStore,
  ) {}

  async execute(
    tx: Transaction,
    locked: readonly Term[],
    drafts: readonly (DecisionDraft & { readonly termId: string })[],
    now: Instant,
  ): Promise<void> {
    const byTerm = new Map<string, DecisionDraft[]>();
    for (const { termId, ...draft } of drafts) byTerm.set(termId, [...(byTerm.get(termId) ?? []), draft]);
    const chains = locked.flatMap((term) => {
      const own = byTerm.get(term.termId);
      return own
        ? [
            {
              termId: term.termId,
              ...chainDecisions(term.termId, { seq: term.decisionSeq, hash: term.decisionHash }, own, now),
            },
          ]
        : [];
    });
    await tx.pipeline([
      this.decisions.append(
        tx,
        chains.flatMap(({ rows }) => rows),
      ),
      this.terms.writeHeads(
        tx,
        chains.map(({ termId, head }) => ({ termId, ...head })),
      ),
    ]);
  }
}
