import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { ContractId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { ContractDraft } from '../contract/contract-draft.js';
import { findContracts } from '../contract/contract.store.js';
import { ContractAlerts } from './count-alerts.js';
import { passTime } from './passing.js';
import { saveClosures } from './closure.store.js';
import { claimPassing, nextPassing, saveTerms } from './term.store.js';
import type { Term } from './term.js';

/** Terms a transaction: each writes itself, a cause and two events at most. */
const BATCH = 200;

/** Does what the calendar does to terms: announces, expires and lapses them (protocol.md, States). */
@Injectable()
export class AdvanceTerms {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly alerts: ContractAlerts,
  ) {}

  /** One batch of terms, in their own row locks only. @returns how many */
  async execute(now: Instant): Promise<number> {
    return await this.database.transaction('contracts.advance-terms', async (tx) => {
      const terms = await claimPassing(tx, now, BATCH);
      if (terms.length === 0) return 0;
      const byContract = new Map<ContractId, Term[]>();
      for (const term of terms) byContract.set(term.contractId, [...(byContract.get(term.contractId) ?? []), term]);
      const contracts = await findContracts(tx, [...byContract.keys()]);
      const drafts = contracts.map((contract) => {
        const own = byContract.get(contract.id) ?? [];
        const draft = new ContractDraft(contract, { contract, terms: own, closures: [] }, now);
        for (const term of own) passTime(draft, term.id);
        return draft;
      });
      await saveTerms(
        tx,
        drafts.flatMap(({ writtenTerms }) => writtenTerms),
      );
      await saveClosures(
        tx,
        drafts.flatMap(({ changedClosures }) => changedClosures),
      );
      await this.outbox.append(
        tx,
        drafts.flatMap((draft) => draft.events()),
        now,
      );
      tx.afterCommit(() => this.alerts.count(drafts));
      return terms.length;
    });
  }

  async nextDue(now: Instant): Promise<Instant | null> {
    return await nextPassing(this.database, now);
  }
}
