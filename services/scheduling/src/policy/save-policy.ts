import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { readTemplates } from '../template/template.store.js';
import { readPolicy } from './policy-document.js';
import type { PolicyVersion } from './policy.js';
import { saveNextVersion } from './policy.store.js';

/** Saves a document as the next version of its policy; the terms it concerns are planned anew. */
@Injectable()
export class SavePolicy {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  /** Throws INVALID_POLICY with every violation: path, line and rule. */
  async execute(document: string): Promise<PolicyVersion> {
    const read = readPolicy(document, await readTemplates(this.database));
    if (!read.ok)
      throw new DomainError('INVALID_POLICY', `the policy breaks ${read.error.length} rule(s)`, {
        violations: read.error,
      });
    return await this.database.transaction('scheduling.save-policy', async (tx) => {
      tx.afterCommit(this.workSignal.waking('mark-terms'));
      return await saveNextVersion(tx, read.value, document, this.clock.now());
    });
  }
}
