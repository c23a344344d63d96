import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { ArchiveWork, type ArchivedTerms } from '@perennial/service/archive/archive-work';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { SchedulingMetrics } from '../metrics.js';
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
  service: 'scheduling',
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
  rowsPerStep: 500,
});

/** Archives what belongs to terms: the planner brings the rows of a marked term back before it plans it. */
@Injectable()
export class ArchiveTerms extends ArchiveWork {
  constructor(
    database: Database,
    clock: BusinessClock,
    metrics: SchedulingMetrics,
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
  ) {
    super(database, clock, metrics.archive, archivedTerms(config));
  }
}
