import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import type { PolicyVersion } from './policy.js';
import { findPolicy, listActivePolicies } from './policy.store.js';

/** Reads policies as stored. */
@Injectable()
export class ListPolicies {
  constructor(private readonly database: Database) {}

  async active(): Promise<PolicyVersion[]> {
    return await listActivePolicies(this.database);
  }

  /** @param version 0 for the newest. Throws POLICY_NOT_FOUND. */
  async one(name: string, version: number): Promise<PolicyVersion> {
    const found = await findPolicy(this.database, name, version);
    if (!found) throw new DomainError('POLICY_NOT_FOUND', 'there is no policy of this name and version');
    return found;
  }
}
