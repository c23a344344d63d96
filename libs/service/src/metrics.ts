import type { ConsumerObserver } from '@perennial/events/consumer/consumer';
import { Counter, Registry } from 'prom-client';
import type { Logger } from './log/logger.js';

/** One registry a service: several services share a process in standalone (stack.md, trap 19). */
export function createRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  return registry;
}

/** Counters and log lines of the consumers. */
export class ConsumerMetrics implements ConsumerObserver {
  readonly #handled: Counter<'group'>;
  readonly #dead: Counter<'group'>;
  readonly #stalled: Counter<'group'>;

  constructor(
    registry: Registry,
    private readonly logger: Logger,
  ) {
    const counter = (name: string, help: string) =>
      new Counter({ name, help, labelNames: ['group'] as const, registers: [registry] });
    this.#handled = counter('perennial_events_handled_total', 'events that a consumer group has acknowledged');
    this.#dead = counter('perennial_dead_letters_total', 'events set aside because they can never be handled');
    this.#stalled = counter(
      'perennial_consumer_stalled_total',
      "pauses of a consumer group after an error that is not an event's fault",
    );
  }

  handled(group: string, count: number): void {
    this.#handled.inc({ group }, count);
  }

  deadLettered(group: string, { record, reason }: Parameters<ConsumerObserver['deadLettered']>[1]): void {
    this.#dead.inc({ group });
    this.logger.error(
      {
        group,
        topic: record.topic,
        partition: record.partition,
        offset: String(record.offset),
        subject: record.headers['ce_subject'],
        reason,
      },
      'event set aside as a dead letter',
    );
  }

  stalled(group: string, error: unknown): void {
    this.#stalled.inc({ group });
    // What passes by itself, such as a broker that has just become coordinator, is counted, and nobody is woken up for
    // it.
    const passing = (error as { retriable?: unknown }).retriable === true;
    this.logger[passing ? 'warn' : 'error']({ group, err: error }, 'consumer pauses and will try again');
  }
}
