import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { contractOf, termFactsOf } from './contract-snapshot.js';
import { ContractStore } from './contract.store.js';
import { TermStore } from './term.store.js';

/** Keeps the replica of contracts and terms, and marks what has to be planned anew. */
@Injectable()
export class ReplicateContracts {
  constructor(
    private readonly contracts: ContractStore,
    private readonly terms: TermStore,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(
    tx: Transaction,
    contracts: readonly ContractSnapshot[],
    terms: readonly TermSnapshot[],
  ): Promise<void> {
    const facts = terms.map(termFactsOf);
    const known = contracts.map(contractOf);
    await this.terms.lock(
      tx,
      facts.map(({ termId }) => termId),
      known.map(({ contractId }) => contractId),
    );
    const changed = await this.contracts.upsert(tx, known);
    await this.terms.upsert(tx, facts);
    await this.terms.markOfContracts(tx, changed);
    tx.afterCommit(this.workSignal.raise);
  }

  /** The terms entered the horizon: from now on they are planned. */
  async expiring(
    tx: Transaction,
    contracts: readonly ContractSnapshot[],
    terms: readonly TermSnapshot[],
  ): Promise<void> {
    await this.execute(tx, contracts, terms);
    await this.terms.setExpiring(
      tx,
      terms.map((term) => termFactsOf(term).termId),
    );
  }
}
