import { archivedFrom, archivesBefore, chooseArchive, monthOf, utcDate, utcStart } from '@perennial/calendar/retention';
import { ArchiveTurn } from '@perennial/database/archive/archive-months';
import type { Database, Sql } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import type { BusinessClock } from '../clock/business-clock.js';
import type { DueWork } from '../work/due-work.js';
import type { ArchiveMetrics } from './archive-metrics.js';
import type { ArchiveStore } from './archive-store.js';

/** Terms that one transaction looks at. */
const TERMS = 100;

/** What differs between services: whose statements, how long rows are kept, how many move at once. */
export interface ArchivedTerms {
  /** Of the service, in the names of its transactions. */
  readonly service: string;
  readonly store: ArchiveStore;
  /** How long rows stay after the end of their term. */
  readonly afterDays: number;
  /** How many months an archive is kept. */
  readonly keepMonths: number;
  /** Rows that one transaction moves: each is deleted here and inserted there, and 1,000 may be written. */
  readonly rowsPerStep: number;
}

/**
 * Moves what belongs to terms that ended long ago into the archive, in steps of one transaction each (protocol.md,
 * Retention). First a term is marked; from then on whoever has news of it brings its rows back before. Whoever writes
 * rows of a term holds its lock, as each step does. A process may end between any two steps: the next one goes on.
 */
export class ArchiveWork implements DueWork {
  readonly name = 'archive-terms';
  readonly #months: ArchiveTurn;

  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly metrics: ArchiveMetrics,
    private readonly terms: ArchivedTerms,
  ) {
    this.#months = new ArchiveTurn(terms.store.tables);
  }

  async run(now: Instant): Promise<number> {
    const today = localDate(utcDate(now));
    await this.#months.turn(this.database, today, this.terms.keepMonths);
    return (await this.#move(today)) || (await this.#mark(today));
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    const { moving, firstEnd } = await this.terms.store.queue(sql);
    this.metrics.oldestUnarchived(firstEnd === null ? 0 : this.clock.now() - utcStart(firstEnd));
    if (moving) return instant(0);
    return firstEnd === null ? null : instant(utcStart(archivedFrom(firstEnd, this.terms.afterDays)));
  }

  async #mark(today: LocalDate): Promise<number> {
    const { service, store, afterDays } = this.terms;
    return await this.database.transaction(`${service}.archive-mark`, async (tx) => {
      const terms = await store.claimEnded(tx, localDate(archivesBefore(today, afterDays)), TERMS);
      if (terms.length === 0) return 0;
      const choices = terms.map((term) => ({ termId: term.termId, ...chooseArchive(term, today, afterDays) }));
      const archived = choices.filter(({ archive }) => archive).map(({ termId }) => termId);
      await store.markArchived(tx, archived, today);
      await store.correctEnds(
        tx,
        choices.flatMap((choice) => (choice.archive ? [] : [choice])),
      );
      return terms.length;
    });
  }

  async #move(today: LocalDate): Promise<number> {
    const { service, store, rowsPerStep } = this.terms;
    return await this.database.transaction(`${service}.archive-move`, async (tx) => {
      const termIds = await store.claimMoving(tx, TERMS);
      if (termIds.length === 0) return 0;
      const { tables, count, done } = await store.moveRows(tx, termIds, localDate(monthOf(today)), rowsPerStep);
      if (done) await store.finishMoving(tx, termIds, today);
      tx.afterCommit(() => this.metrics.archived(tables));
      return termIds.length + count;
    });
  }
}
