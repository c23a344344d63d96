import { Inject, Injectable } from '@nestjs/common';
import { addMonthsClamped } from '@perennial/calendar/civil';
import { keptFrom, monthOf, utcDate, utcStart } from '@perennial/calendar/retention';
import { Database, type Sql } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import type { DueWork } from '@perennial/service/work/due-work';
import { deleteExceptions, oldestException } from './exception.store.js';

const BATCH = 500;

/** Exceptions are kept as long as the archive keeps the messages that they are about (protocol.md, Retention). */
@Injectable()
export class ForgetExceptions implements DueWork {
  readonly name = 'forget-exceptions';

  constructor(
    private readonly database: Database,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async run(now: Instant): Promise<number> {
    const from = keptFrom(utcDate(now), this.config.ARCHIVE_KEEP_MESSAGES_MONTHS);
    return await this.database.transaction('delivery.forget-exceptions', (tx) =>
      deleteExceptions(tx, instant(utcStart(from)), BATCH),
    );
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    const oldest = await oldestException(sql);
    if (oldest === null) return null;
    return instant(utcStart(addMonthsClamped(monthOf(utcDate(oldest)), this.config.ARCHIVE_KEEP_MESSAGES_MONTHS + 1)));
  }
}
