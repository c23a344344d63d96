import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import type { PolicyVersion } from './policy.js';
import { PolicyStore } from './policy.store.js';

/** Reads policies as stored. */
@Injectable()
export class ListPolicies {
  constructor(
    private readonly database: Database,
    private readonly policies: PolicyStore,
  ) {}

  async active(): Promise<PolicyVersion[]> {
    return await this.policies.list(this.database);
  }

  /** @param version 0 for the newest. Throws POLICY_NOT_FOUND. */
  async one(name: string, version: number): Promise<PolicyVersion> {
    const found = await this.policies.read(this.database, name, version);
    if (!found) throw new DomainError('POLICY_NOT_FOUND', 'there is no policy of this name and version');
    return found;
  }
}
