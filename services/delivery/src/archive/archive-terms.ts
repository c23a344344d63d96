import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { MovedRows } from '@perennial/service/archive/archive-store';
import { ArchiveWork, type ArchivedTerms } from '@perennial/service/archive/archive-work';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { DeliveryMetrics } from '../metrics.js';
import {
  ARCHIVED_TABLES,
  archiveQueue,
  claimEnded,
  claimMoving,
  correctEnds,
  finishMoving,
  lockMovable,
  markArchived,
  moveMessages,
} from './archive.store.js';
import { takeWhole } from './whole-message.js';

export const archivedTerms = (config: ServiceConfig): ArchivedTerms => ({
  service: 'delivery',
  store: {
    tables: ARCHIVED_TABLES,
    queue: archiveQueue,
    claimEnded,
    markArchived,
    correctEnds,
    claimMoving,
    finishMoving,
    moveRows,
  },
  afterDays: config.ARCHIVE_AFTER_DAYS,
  keepMonths: config.ARCHIVE_KEEP_MESSAGES_MONTHS,
  rowsPerStep: 500,
});

/** Archives messages, each whole and with the last of its terms; news of a term brings them back before. */
@Injectable()
export class ArchiveTerms extends ArchiveWork {
  constructor(
    database: Database,
    clock: BusinessClock,
    metrics: DeliveryMetrics,
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
  ) {
    super(database, clock, metrics.archive, archivedTerms(config));
  }
}

/** A message moves with the last of its terms; terms are done when no message of theirs was left out. */
async function moveRows(
  tx: Transaction,
  termIds: readonly TermId[],
  month: LocalDate,
  limit: number,
): Promise<MovedRows> {
  const movable = await lockMovable(tx, termIds, limit);
  const taken = takeWhole(movable, limit);
  const tables = await moveMessages(tx, taken, month);
  return { tables, count: taken.length, done: taken.length === movable.length && movable.length < limit };
}
