import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { SECOND } from '@perennial/kernel/instant';
import { Gauge, Registry } from 'prom-client';
import { BusinessClock } from '../clock/business-clock.js';
import { LOGGER, type Logger } from '../log/logger.js';
import { openByKind, type OpenReviews } from './review.store.js';

/** How much waits for a person, by kind, and for how long; read when somebody asks. */
@Injectable()
export class ReviewMetrics {
  constructor(
    registry: Registry,
    private readonly database: Database,
    clock: BusinessClock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const gauge = (name: string, help: string, valueOf: (open: OpenReviews) => number): void => {
      const read = () => this.#read();
      new Gauge({
        name,
        help,
        labelNames: ['kind'],
        registers: [registry],
        async collect() {
          const kinds = await read();
          this.reset();
          for (const open of kinds) this.set({ kind: open.kind }, valueOf(open));
        },
      });
    };
    gauge('perennial_reviews_open', 'rows that a person must look at, by kind (docs/reviews.md)', ({ open }) =>
      Number(open),
    );
    gauge(
      'perennial_review_oldest_seconds',
      'business seconds since the oldest open review of a kind was noted',
      ({ oldest }) => Math.max(0, (clock.now() - oldest) / SECOND),
    );
  }

  async #read(): Promise<OpenReviews[]> {
    return await openByKind(this.database).catch((err: unknown) => {
      this.logger.warn({ err }, 'open reviews could not be counted');
      return [];
    });
  }
}
