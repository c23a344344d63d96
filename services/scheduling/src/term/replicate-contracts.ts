import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { contractOf, termFactsOf } from './contract-snapshot.js';
import { upsertContracts } from './contract.store.js';
import { markTermsOfContracts } from './term-mark.store.js';
import type { TermFacts } from './term.js';
import { lockTerms, setExpiring, upsertTerms } from './term.store.js';

/** Keeps the replica of contracts and terms, and marks what has to be planned anew. */
@Injectable()
export class ReplicateContracts {
  constructor(private readonly workSignal: WorkSignal) {}

  async execute(
    tx: Transaction,
    contracts: readonly ContractSnapshot[],
    terms: readonly TermSnapshot[],
  ): Promise<void> {
    await this.#replicate(tx, contracts, terms.map(termFactsOf), []);
  }

  /** The terms entered the horizon: from now on they are planned. */
  async expiring(
    tx: Transaction,
    contracts: readonly ContractSnapshot[],
    terms: readonly TermSnapshot[],
  ): Promise<void> {
    const facts = terms.map(termFactsOf);
    const termIds = facts.map(({ termId }) => termId);
    await this.#replicate(tx, contracts, facts, termIds);
  }

  async #replicate(
    tx: Transaction,
    snapshots: readonly ContractSnapshot[],
    terms: readonly TermFacts[],
    expiring: readonly TermId[],
  ): Promise<void> {
    const contracts = snapshots.map(contractOf);
    const termIds = terms.map(({ termId }) => termId);
    const contractIds = contracts.map(({ contractId }) => contractId);
    const [, changed] = await tx.pipeline([
      lockTerms(tx, termIds, contractIds),
      upsertContracts(tx, contracts),
      upsertTerms(tx, terms),
    ]);
    await tx.pipeline([markTermsOfContracts(tx, changed), setExpiring(tx, expiring)]);
    tx.afterCommit(expiring.length > 0 ? this.workSignal.calling('plan-terms') : this.workSignal.waking('plan-terms'));
  }
}
