import { Inject, Injectable } from '@nestjs/common';
import { archivedFrom, archivesBefore, chooseArchive, monthOf, utcDate, utcStart } from '@perennial/calendar/retention';
import { ArchiveTurn } from '@perennial/database/archive/archive-months';
import { Database, type Sql } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import type { DueWork } from '@perennial/service/work/due-work';
import { DeliveryMetrics } from '../metrics.js';
import {
  archiveQueue,
  ARCHIVED_TABLES,
  claimEnded,
  claimMoving,
  correctEnds,
  finishMoving,
  lockMovable,
  markArchived,
  moveMessages,
} from './archive.store.js';
import { takeWhole } from './whole-message.js';

/** Terms that one transaction looks at. */
const TERMS = 100;
/** Rows that one transaction moves: each is deleted here and inserted there, so that 1,000 are written. */
const ROWS = 500;

/**
 * Moves what belongs to terms that ended long ago into the archive, in steps of one transaction each (protocol.md,
 * Retention). First a term's guard is marked; from then on whoever gets news of the term brings its rows back before.
 * Then its messages move, each whole and with the last of its terms. A process may end between any two steps: the next
 * one goes on.
 */
@Injectable()
export class ArchiveTerms implements DueWork {
  readonly name = 'archive-terms';
  readonly #months = new ArchiveTurn(ARCHIVED_TABLES);

  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly metrics: DeliveryMetrics,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async run(now: Instant): Promise<number> {
    const today = localDate(utcDate(now));
    await this.#months.turn(this.database, today, this.config.ARCHIVE_KEEP_MESSAGES_MONTHS);
    return (await this.#move(today)) || (await this.#mark(today));
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    const { moving, firstEnd } = await archiveQueue(sql);
    this.metrics.oldestUnarchived(firstEnd === null ? 0 : this.clock.now() - utcStart(firstEnd));
    if (moving) return instant(0);
    return firstEnd === null ? null : instant(utcStart(archivedFrom(firstEnd, this.config.ARCHIVE_AFTER_DAYS)));
  }

  async #mark(today: LocalDate): Promise<number> {
    const { ARCHIVE_AFTER_DAYS: afterDays } = this.config;
    return await this.database.transaction('delivery.archive-mark', async (tx) => {
      const terms = await claimEnded(tx, localDate(archivesBefore(today, afterDays)), TERMS);
      if (terms.length === 0) return 0;
      const choices = terms.map((term) => ({ termId: term.termId, ...chooseArchive(term, today, afterDays) }));
      const archived = choices.filter(({ archive }) => archive).map(({ termId }) => termId);
      const later = choices.flatMap((choice) => (choice.archive ? [] : [choice]));
      tx.pipelineWithCommit([markArchived(tx, archived, today), correctEnds(tx, later)]);
      return terms.length;
    });
  }

  async #move(today: LocalDate): Promise<number> {
    return await this.database.transaction('delivery.archive-move', async (tx) => {
      const termIds = await claimMoving(tx, TERMS);
      if (termIds.length === 0) return 0;
      const movable = await lockMovable(tx, termIds, ROWS);
      const taken = takeWhole(movable, ROWS);
      const moved = await moveMessages(tx, taken, localDate(monthOf(today)));
      if (taken.length === movable.length && movable.length < ROWS) await finishMoving(tx, termIds, today);
      tx.afterCommit(() => this.metrics.archived(moved));
      return termIds.length + taken.length;
    });
  }
}
