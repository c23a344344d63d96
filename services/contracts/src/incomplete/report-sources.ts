import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { Gauge, Registry } from 'prom-client';
import { lackingShare, unreachableShare } from './source-quality.js';
import { measuredSources } from './source-quality.store.js';

/** The shares of unusable records of each source system, as they were measured last; read when somebody asks. */
@Injectable()
export class ReportSources {
  constructor(registry: Registry, database: Database, @Inject(LOGGER) logger: Logger) {
    new Gauge({
      name: 'perennial_source_incomplete_ratio',
      help: 'share of the records of a source that lack something: contracts without essentials, customers out of reach',
      labelNames: ['system', 'of'],
      registers: [registry],
      async collect() {
        const sources = await measuredSources(database).catch((err: unknown) => {
          logger.warn({ err }, 'the quality of sources could not be read');
          return [];
        });
        this.reset();
        for (const quality of sources) {
          this.set({ system: quality.system, of: 'contracts' }, lackingShare(quality));
          this.set({ system: quality.system, of: 'customers' }, unreachableShare(quality));
        }
      },
    });
  }
}
