import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { ContractAlerts } from '../term/count-alerts.js';
import { unreadable } from './unreadable.js';
import { noteReviews } from '@perennial/service/review/review.store';

export interface Unreadable {
  readonly subjectKind: 'contact' | 'owner';
  readonly id: string;
  readonly error: unknown;
}

/**
 * People whose name and addresses cannot be decrypted, because the row is damaged or its key is gone: they are left
 * out, alarmed, and a person must look at each; nobody else waits for them.
 */
@Injectable()
export class NoteUnreadable {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly alerts: ContractAlerts,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(list: readonly Unreadable[]): Promise<void> {
    if (list.length === 0) return;
    for (const { subjectKind, id, error } of list) this.logger.error({ err: error, subjectKind, id }, 'unreadable row');
    this.alerts.raise('unreadable', list.length);
    await noteReviews(
      this.database,
      list.map(({ subjectKind, id: subjectId, error }) => {
        const detail = error instanceof Error ? error.message : String(error);
        return { ...unreadable(subjectKind, subjectId), detail };
      }),
      this.clock.now(),
    );
  }
}
