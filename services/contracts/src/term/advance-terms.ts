import { Injectable } from '@nestjs/common';
import { Database, type Transaction, type Sql } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type ContractId, type TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { noteReviews } from '@perennial/service/review/review.store';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { ContractDraft } from '../contract/contract-draft.js';
import { findContracts } from '../contract/contract.store.js';
import { heldLapse, type Hold } from '../hold/hold.js';
import { contractHolds, holdsOver } from '../hold/hold.store.js';
import { ContractAlerts } from './count-alerts.js';
import { passTime } from './passing.js';
import { putLapsesOff } from './held-lapse.store.js';
import { saveClosures } from './closure.store.js';
import { claimPassing, nextPassing, saveTerms, setTermAside } from './term.store.js';
import type { Term } from './term.js';

/** Terms a transaction: each writes itself, a review or a cause, and three events at most. */
const BATCH = 200;

/** Does what the calendar does to terms: announces, expires and lapses them (protocol.md, States). */
@Injectable()
export class AdvanceTerms implements DueWork {
  readonly name = 'advance-terms';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly alerts: ContractAlerts,
  ) {}

  /** One batch of terms, in their own row locks only. @returns how many */
  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    return await this.database.transaction('contracts.advance-terms', async (tx) => {
      const terms = await claimPassing(tx, now, only, BATCH);
      took(terms.map(({ id }) => id));
      if (terms.length === 0) return 0;
      const byContract = new Map<ContractId, Term[]>();
      for (const term of terms) byContract.set(term.contractId, [...(byContract.get(term.contractId) ?? []), term]);
      const contracts = await findContracts(tx, [...byContract.keys()]);
      const standing = await contractHolds(tx, [...byContract.keys()]);
      const held = await heldLapses(tx, terms, now);
      await putLapsesOff(tx, held);
      const drafts = contracts.map((contract) => {
        const own = byContract.get(contract.id) ?? [];
        const draft = new ContractDraft(
          contract,
          { contract, terms: own, closures: [], holds: holdsOf(standing, contract.id) },
          now,
        );
        for (const term of own) if (!held.has(term.id)) passTime(draft, term.id);
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
      await noteReviews(
        tx,
        drafts.flatMap(({ reviews }) => reviews),
        now,
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

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextPassing(sql, this.clock.now());
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setTermAside(this.database, toId<TermId>(id), reason);
  }
}

function holdsOf(holds: readonly Hold[], id: ContractId): Hold[] {
  return holds.filter(({ contractId }) => contractId === id);
}

/** Expired terms whose grace a hold has stopped: until when their lapse is put off. */
async function heldLapses(tx: Transaction, terms: readonly Term[], now: Instant): Promise<Map<TermId, Instant>> {
  const lapsing = terms.filter(({ state, lapsesAt }) => state === 'EXPIRED' && lapsesAt <= now);
  const over = await holdsOver(tx, lapsing);
  const lapses = lapsing.map((term) => [term.id, heldLapse(term, over.get(term.id) ?? [])] as const);
  return new Map(lapses.filter(([, at]) => at > now));
}
