import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { restateReviews } from '@perennial/service/review/review.store';
import { ContractAlerts } from '../../term/count-alerts.js';
import { isNamed, reviewOfRefused, type RefusedRecord } from './refused-record.js';
import { ofKnownCustomers } from './refused-record.store.js';

/** Reviews a transaction. */
const BATCH = 500;

/** Counts refused records by rule, and puts those of known customers on the list of what a person must look at. */
@Injectable()
export class NoteRefused {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly alerts: ContractAlerts,
  ) {}

  async execute(list: readonly RefusedRecord[]): Promise<void> {
    this.alerts.refused(list);
    const named = list.filter(isNamed);
    for (let first = 0; first < named.length; first += BATCH) await this.#note(named.slice(first, first + BATCH));
  }

  async #note(list: readonly RefusedRecord[]): Promise<void> {
    const known = await ofKnownCustomers(this.database, list);
    await restateReviews(this.database, known.map(reviewOfRefused), this.clock.now());
  }
}
