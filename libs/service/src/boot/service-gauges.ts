import type { Database } from '@perennial/database/database';
import type { Relay } from '@perennial/events/outbox/relay';
import { Gauge, type Registry } from 'prom-client';
import type { Lanes } from './lanes.js';

/**
 * Figures that are read when somebody asks for them. @param onError told when Kafka or the database cannot be asked.
 */
export function registerGauges(
  registry: Registry,
  database: Database,
  relay: Relay,
  lanes: Lanes,
  onError: (error: unknown) => void,
): void {
  const registers = [registry];
  new Gauge({
    name: 'perennial_database_statements',
    help: 'statements sent to the database since the start, begin and commit included',
    registers,
    collect() {
      this.set([database, ...lanes.databases].reduce((sum, one) => sum + one.stats().statements, 0));
    },
  });
  new Gauge({
    name: 'perennial_outbox_pending',
    help: 'committed outbox rows that the relay has not published yet',
    registers,
    async collect() {
      this.set(await relay.pending());
    },
  });
  new Gauge({
    name: 'perennial_consumer_lag',
    help: 'records that a consumer group has not committed yet; absent while the event log does not answer',
    labelNames: ['group', 'topic'],
    registers,
    async collect() {
      this.reset();
      await Promise.all(
        lanes.consumers.map(async (consumer) => {
          for (const [topic, lag] of await consumer.lagByTopic())
            this.set({ group: consumer.group, topic }, Number(lag));
        }),
      ).catch(onError);
    },
  });
}
