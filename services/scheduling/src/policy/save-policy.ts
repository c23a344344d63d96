import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { readTemplates } from '../template/template.store.js';
import { capWarnings } from './cap-warnings.js';
import { readPolicy } from './policy-document.js';
import type { PolicyDocument, PolicyVersion } from './policy.js';
import { retirePolicy, saveNextVersion } from './policy.store.js';

/** A version that was saved, and what of it is perhaps not meant. */
export interface SavedPolicy {
  readonly policy: PolicyVersion;
  readonly warnings: readonly string[];
}

/** Saves a document as the next version of its policy; the terms it concerns are planned anew. */
@Injectable()
export class SavePolicy {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  /** Throws INVALID_POLICY. */
  async execute(document: string): Promise<SavedPolicy> {
    const read = await this.read(document);
    const policy = await this.database.transaction('scheduling.save-policy', async (tx) => {
      tx.afterCommit(this.workSignal.waking('mark-terms'));
      return await saveNextVersion(tx, read, document, this.clock.now());
    });
    return { policy, warnings: capWarnings(read) };
  }

  /** Reads a document as it would be saved. Throws INVALID_POLICY with every violation: path, line and rule. */
  async read(document: string): Promise<PolicyDocument> {
    const read = readPolicy(document, await readTemplates(this.database));
    if (read.ok) return read.value;
    throw new DomainError('INVALID_POLICY', `the policy breaks ${read.error.length} rule(s)`, {
      violations: read.error,
    });
  }

  /** The policy selects nothing any more, and the terms it had are planned anew. Throws POLICY_NOT_FOUND. */
  async retire(name: string): Promise<PolicyVersion> {
    const retired = await this.database.transaction('scheduling.retire-policy', async (tx) => {
      tx.afterCommit(this.workSignal.waking('mark-terms'));
      return await retirePolicy(tx, name);
    });
    if (!retired) throw new DomainError('POLICY_NOT_FOUND', 'there is no active policy of this name');
    return retired;
  }
}
