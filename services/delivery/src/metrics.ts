import { Injectable } from '@nestjs/common';
import { ArchiveMetrics } from '@perennial/service/archive/archive-metrics';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures of delivery on the service's own registry. */
@Injectable()
export class DeliveryMetrics {
  readonly #messages: Counter<'state'>;
  readonly #uncertain: Counter;
  readonly #attempts: Counter<'state'>;
  readonly #fence: Histogram;
  readonly #waits: Counter<'reason'>;
  readonly #breakers: Gauge<'provider' | 'channel'>;
  readonly #passedOn: Counter;
  readonly archive: ArchiveMetrics;
  readonly #tasks: Counter<'kind' | 'outcome'>;
  readonly #escalated: Counter;
  readonly #callbacks: Counter<'provider' | 'result'>;
  readonly #evidence: Counter<'kind' | 'grade'>;
  readonly #confirmations: Counter<'state'>;
  readonly #nudges: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({
      name: 'perennial_messages_total',
      help: 'messages by the state in which they ended',
      labelNames: ['state'],
      registers,
    });
    this.#uncertain = new Counter({
      name: 'perennial_uncertain_total',
      help: 'messages of which nobody knows whether the provider took them',
      registers,
    });
    this.#attempts = new Counter({
      name: 'perennial_attempts_total',
      help: 'provider calls by their result',
      labelNames: ['state'],
      registers,
    });
    this.#waits = new Counter({
      name: 'perennial_message_waits_total',
      help: 'messages put off before a call, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.#breakers = new Gauge({
      name: 'perennial_provider_breaker_open',
      help: 'whether the breaker of a provider keeps calls from it in this process: 0 closed, 1 open, 0.5 half open',
      labelNames: ['provider', 'channel'],
      registers,
    });
    this.#passedOn = new Counter({
      name: 'perennial_messages_passed_on_total',
      help: 'messages that went to the next provider of their channel at once, because a call failed',
      registers,
    });
    this.#tasks = new Counter({
      name: 'perennial_tasks_total',
      help: 'tasks that a person closed, by kind and what came of them',
      labelNames: ['kind', 'outcome'],
      registers,
    });
    this.#escalated = new Counter({
      name: 'perennial_tasks_escalated_total',
      help: 'tasks that were not done in time and went to the manager',
      registers,
    });
    this.#fence = new Histogram({
      name: 'perennial_fence_seconds',
      help: 'from the closing event in its outbox to the raised fence',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10, 60],
      registers,
    });
    this.archive = new ArchiveMetrics(registry);
    this.#callbacks = new Counter({
      name: 'perennial_callbacks_total',
      help: 'what providers sent to /webhooks, by provider and whether it was believed',
      labelNames: ['provider', 'result'],
      registers,
    });
    this.#evidence = new Counter({
      name: 'perennial_evidence_total',
      help: 'what became known of messages, by kind and grade',
      labelNames: ['kind', 'grade'],
      registers,
    });
    this.#confirmations = new Counter({
      name: 'perennial_confirmations_total',
      help: 'messages that waited for a colleague at their provider, by what became of them',
      labelNames: ['state'],
      registers,
    });
    this.#nudges = new Counter({
      name: 'perennial_confirmation_nudges_total',
      help: 'times that a colleague was reminded of a message that waits for him',
      registers,
    });
  }

  tasksEnded(kind: string, outcomes: readonly string[]): void {
    for (const outcome of outcomes) this.#tasks.inc({ kind, outcome });
  }

  tasksEscalated(count: number): void {
    this.#escalated.inc(count);
  }

  callback(provider: string, result: 'taken' | 'refused'): void {
    this.#callbacks.inc({ provider, result });
  }

  evidenceHeard(list: readonly { readonly kind: string; readonly grade: string }[]): void {
    for (const { kind, grade } of list) this.#evidence.inc({ kind, grade });
  }

  confirmed(state: string): void {
    this.#confirmations.inc({ state });
  }

  nudged(count: number): void {
    if (count > 0) this.#nudges.inc(count);
  }

  messagesEnded(states: readonly string[]): void {
    for (const state of states) this.#messages.inc({ state });
    const lost = states.filter((state) => state === 'UNCERTAIN').length;
    if (lost > 0) this.#uncertain.inc(lost);
  }

  attemptsEnded(states: readonly string[]): void {
    for (const state of states) this.#attempts.inc({ state });
  }

  waited(reason: string): void {
    this.#waits.inc({ reason });
  }

  /** @param open 1, 0.5 or 0. */
  breaker(provider: string, channel: string, open: number): void {
    this.#breakers.set({ provider, channel }, open);
  }

  passedOn(count: number): void {
    if (count > 0) this.#passedOn.inc(count);
  }

  /** @param ms between two wall clocks, which may disagree a little. */
  fenced(ms: number): void {
    this.#fence.observe(Math.max(0, ms) / 1_000);
  }
}
