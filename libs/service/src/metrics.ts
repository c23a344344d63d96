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
  readonly #skipped: Counter<'group'>;
  readonly #deferred: Counter<'group'>;
  readonly #knownToBeUnknown = new Set<string>();

  constructor(
    registry: Registry,
    private readonly logger: Logger,
  ) {
    const counter = (name: string, help: string) =>
      new Counter({ name, help, labelNames: ['group'] as const, registers: [registry] });
    this.#handled = counter('perennial_events_handled_total', 'events that a consumer group has acknowledged');
    this.#dead = counter('perennial_dead_letters_total', 'events set aside because they can never be handled');
    this.#skipped = counter(
      'perennial_events_skipped_total',
      'events of types that this build does not know, passed over',
    );
    this.#deferred = counter(
      'perennial_events_deferred_total',
      'events that wait for a build that can read them, or behind such a one',
    );
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

  /** Each type is told once: a newer build may write many. */
  skipped(group: string, types: readonly string[]): void {
    this.#skipped.inc({ group }, types.length);
    for (const type of types) {
      if (this.#knownToBeUnknown.has(type)) continue;
      if (this.#knownToBeUnknown.size < 1_000) this.#knownToBeUnknown.add(type);
      this.logger.warn({ group, type }, 'events of a type that this build does not know are passed over');
    }
  }

  deferred(group: string, events: Parameters<ConsumerObserver['deferred']>[1]): void {
    this.#deferred.inc({ group }, events.length);
    for (const { head, reason } of events)
      this.logger.warn(
        { group, type: head.type, id: head.id, subject: head.subject, reason },
        'event deferred until a build can read it',
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
