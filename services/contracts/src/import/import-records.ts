import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { FieldCipher } from '../person/field-cipher.js';
import type { SourceWord } from '../source-reference/source-reference.js';
import { ContractAlerts } from '../term/count-alerts.js';
import type { ImportFact, ImportOutcome, ImportRecord } from './import-record.js';
import { contentOf } from './record-content.js';
import { kindOf } from './record-kinds.js';
import { RoundDecision } from './round-decision.js';
import { toRounds } from './rounds.js';
import { loadRound, ReferenceTaken, saveRound } from './save-round.js';

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
    const checked = records.map(({ kind, record }) => kindOf(kind).validate(record));
    const outcomes = checked.map((result): ImportOutcome | undefined =>
      result.ok ? undefined : { status: 'REJECTED', violations: result.error },
    );
    const facts = checked.flatMap((result, index) =>
      result.ok ? [{ index, fact: { ...result.value, ...this.#word(records[index] as ImportRecord) } }] : [],
    );
    for (const round of toRounds(facts)) {
      const decided = await this.#round(
        round.map(({ fact }) => fact),
        ATTEMPTS,
      );
      for (const { index, fact } of round) outcomes[index] = decided.get(fact);
    }
    const answers = outcomes.map((outcome, index) => {
      if (!outcome) throw new Error(`record ${index} was not decided`);
      return outcome;
    });
    this.alerts.imported(answers);
    return answers;
  }

  #word(record: ImportRecord): Pick<SourceWord, 'unversioned' | 'content'> {
    return { unversioned: record.unversioned ?? false, content: this.cipher.digest(contentOf(record)) };
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
      if (decided.taken.length === 0) return decided.outcomes;
      await this.outbox.append(tx, await saveRound(tx, decided, this.cipher), now);
      tx.afterCommit(this.workSignal.waking('advance-terms', 'follow-customers', 'follow-owners'));
      tx.afterCommit(() => this.alerts.count(decided.contracts));
      return decided.outcomes;
    });
  }
}
