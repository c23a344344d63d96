import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { restoreTerms } from '../archive/restore-terms.js';
import type { UndoneClosure } from './closure.js';
import { lockGuards, alignGuards, undoClosures } from './guard.store.js';

/** Undoes closing causes; a term without any left may be written about again. What was dropped stays dropped. */
@Injectable()
export class ReopenTerms {
  async within(tx: Transaction, undone: readonly UndoneClosure[], now: Instant): Promise<void> {
    if (undone.length === 0) return;
    const termIds = [...new Set(undone.map(({ termId }) => termId))];
    await restoreTerms(tx, await lockGuards(tx, termIds), now);
    await tx.pipeline([undoClosures(tx, undone), alignGuards(tx, termIds, now)]);
  }
}
