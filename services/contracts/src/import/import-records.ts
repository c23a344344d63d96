import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { clearReviews } from '@perennial/service/review/review.store';
import { tellAt } from '../incomplete/incomplete-record.js';
import { measureLater } from '../incomplete/source-quality.store.js';
import { FieldCipher } from '../person/field-cipher.js';
import { ContractAlerts } from '../term/count-alerts.js';
import type { ImportFact, ImportOutcome, ImportRecord } from './import-record.js';
import { syncFailure } from './refused/refused-record.js';
import { RoundDecision } from './round-decision.js';
import { loadRound, ReferenceTaken, saveRound } from './save-round.js';
import { takeRecords } from './take-records.js';

/** How often a round is decided anew when others take its source ids at the same moment. */
const ATTEMPTS = 5;

/**
 * Takes records of a source: each is taken, acknowledged as known, or refused field by field; a refused one disturbs no
 * other. Idempotent by source id and version; an older version never overwrites a newer one (invariant `in-order`).
 */
@Injectable()
export class ImportRecords {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
    private readonly cipher: FieldCipher,
    private readonly alerts: ContractAlerts,
  ) {}

  /**
   * @param records any number; rounds of one transaction each are cut here @returns an outcome per record, in their
   * order
   */
  async execute(records: readonly ImportRecord[]): Promise<ImportOutcome[]> {
    const answers = await takeRecords(records, this.cipher, (round) => this.#round(round, ATTEMPTS));
    this.alerts.imported(answers);
    return answers;
  }

  async #round(facts: readonly ImportFact[], attempts: number): Promise<ReadonlyMap<ImportFact, ImportOutcome>> {
    try {
      return await this.#transaction(facts);
    } catch (error) {
      if (!(error instanceof ReferenceTaken) || attempts <= 1) throw error;
      return await this.#round(facts, attempts - 1);
    }
  }

  async #transaction(facts: readonly ImportFact[]): Promise<ReadonlyMap<ImportFact, ImportOutcome>> {
    return await this.database.transaction('contracts.import', async (tx) => {
      const now = this.clock.now();
      const decided = new RoundDecision(await loadRound(tx, facts), facts, now);
      await clearReviews(tx, facts.filter((fact) => inAccord(fact, decided.outcomes.get(fact))).map(syncFailure), now);
      if (decided.taken.length === 0) return decided.outcomes;
      await this.outbox.append(tx, await saveRound(tx, decided, this.cipher), now);
      await measureLater(tx, [...new Set(decided.taken.map(({ system }) => system))], tellAt(now));
      tx.afterCommit(this.workSignal.waking('advance-terms', 'follow-customers', 'follow-owners'));
      tx.afterCommit(() => this.alerts.count(decided.contracts));
      return decided.outcomes;
    });
  }
}

/** Whether what the source says stands here as it says it: an earlier refusal is over then. */
function inAccord({ unversioned }: ImportFact, outcome: ImportOutcome | undefined): boolean {
  return outcome?.status === 'TAKEN' || (outcome?.status === 'UNCHANGED' && unversioned === true);
}
