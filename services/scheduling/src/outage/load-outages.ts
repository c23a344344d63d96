import { Injectable } from '@nestjs/common';
import type { Sql } from '@perennial/database/sql';
import { readBreakerChanges, readBreakerStamp } from './breaker-change.store.js';
import { outagesOf, type Outage } from './outage.js';

/** When channels were down, worked out once per set of news. */
@Injectable()
export class LoadOutages {
  #stamp: string | null = null;
  #outages: readonly Outage[] = [];

  async execute(sql: Sql): Promise<readonly Outage[]> {
    const stamp = await readBreakerStamp(sql);
    if (stamp === this.#stamp) return this.#outages;
    this.#outages = outagesOf(await readBreakerChanges(sql));
    this.#stamp = stamp;
    return this.#outages;
  }
}
