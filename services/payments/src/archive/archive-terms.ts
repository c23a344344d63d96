import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
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
    finishMoving,
    moveRows: moveTerms,
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
