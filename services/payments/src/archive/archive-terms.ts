import { Inject, Injectable } from '@nestjs/common';
import { monthOf } from '@perennial/calendar/retention';
import { Database, type Transaction } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import type { MovedRows } from '@perennial/service/archive/archive-store';
import { ArchiveWork, type ArchivedTerms } from '@perennial/service/archive/archive-work';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { PaymentMetrics } from '../metrics.js';
import {
  ARCHIVED_TABLES,
  archiveQueue,
  claimEnded,
  claimMoving,
  correctEnds,
  finishMoving,
  markArchived,
  moveTerms,
} from './archive.store.js';

export const archivedTerms = (config: ServiceConfig): ArchivedTerms => ({
  service: 'payments',
  store: {
    tables: ARCHIVED_TABLES,
    queue: archiveQueue,
    claimEnded,
    markArchived,
    correctEnds,
    claimMoving,
    moveRows,
  },
  afterDays: config.ARCHIVE_AFTER_DAYS,
  keepMonths: config.ARCHIVE_KEEP_MONTHS,
  rowsPerStep: 400,
});

/** Archives quotes and payments of terms whose money is settled; money booked on one brings them back before. */
@Injectable()
export class ArchiveTerms extends ArchiveWork {
  constructor(
    database: Database,
    clock: BusinessClock,
    metrics: PaymentMetrics,
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
  ) {
    super(database, clock, metrics.archive, archivedTerms(config));
  }
}

async function moveRows(
  tx: Transaction,
  termIds: readonly TermId[],
  today: LocalDate,
  limit: number,
): Promise<MovedRows> {
  const tables = await moveTerms(tx, termIds, localDate(monthOf(today)), limit);
  const count = [...tables.values()].reduce((sum, rows) => sum + rows, 0);
  if (count < limit) await finishMoving(tx, termIds);
  return { tables, count };
}
