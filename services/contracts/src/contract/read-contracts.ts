import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { ContractId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { idPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import { missingOf } from '../incomplete/incomplete-record.store.js';
import type { SourceReference } from '../source-reference/source-reference.js';
import { referencesOf } from '../source-reference/source-reference.store.js';
import type { Lineage } from '../term/lineage.js';
import { lineageOf } from '../term/lineage.store.js';
import { termsOf } from '../term/term.store.js';
import type { Term } from '../term/term.js';
import type { Contract } from './contract.js';
import { findContracts, pageContracts, type ContractFilter } from './contract.store.js';

export interface ContractView {
  readonly contract: Contract;
  readonly terms: readonly Term[];
  readonly source: SourceReference | undefined;
  readonly lineage: readonly Lineage[];
  readonly missing: readonly string[];
}

export const CONTRACT_KEY = pageKey<{ readonly id: ContractId }>({ id: idPart<ContractId>() });

@Injectable()
export class ReadContracts {
  constructor(private readonly database: Database) {}

  /** With its terms, ascending by number. @throws DomainError CONTRACT_NOT_FOUND */
  async get(id: ContractId): Promise<ContractView> {
    const [[contract], terms, sources, missing] = await Promise.all([
      findContracts(this.database, [id]),
      termsOf(this.database, [id]),
      referencesOf(this.database, [id]),
      missingOf(this.database, [id]),
    ]);
    if (!contract) throw new DomainError('CONTRACT_NOT_FOUND', `no contract has the id ${id}`);
    const lineage = await lineageOf(
      this.database,
      terms.map((term) => term.id),
    );
    return { contract, terms, source: sources.get(id), lineage, missing: missing.get(id) ?? [] };
  }

  /** Without terms, in the order of ids. */
  async list(filter: ContractFilter, size: number): Promise<Page<ContractView>> {
    const contracts = await pageContracts(this.database, filter, size + 1);
    const { rows, nextPageToken } = toPage(contracts, size, CONTRACT_KEY);
    const listed = rows.map(({ id }) => id);
    const [sources, missing] = await Promise.all([
      referencesOf(this.database, listed),
      missingOf(this.database, listed),
    ]);
    return {
      rows: rows.map((contract) => ({
        contract,
        terms: [],
        lineage: [],
        source: sources.get(contract.id),
        missing: missing.get(contract.id) ?? [],
      })),
      nextPageToken,
    };
  }
}
