import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { Reference, ResolvedReference } from './reference.js';
import { resolveContracts, resolveInvoices } from './reference.store.js';

/** What numbers of other systems mean here: asked by payments for money that names no term. */
@Injectable()
export class ResolveReferences {
  constructor(private readonly database: Database) {}

  async execute(references: readonly Reference[]): Promise<ResolvedReference[]> {
    const [contracts, invoices] = await Promise.all([
      resolveContracts(
        this.database,
        references.filter(({ kind }) => kind === 'CONTRACT'),
      ),
      resolveInvoices(
        this.database,
        references.filter(({ kind }) => kind === 'INVOICE'),
      ),
    ]);
    return [...contracts, ...invoices];
  }
}
