import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import type { OpenMessage } from '../message/message.js';
import { DeliveryMetrics } from '../metrics.js';
import type { OpenProvider } from '../provider/provider-registry.js';
import { LoadFacts } from './load-facts.js';
import { PrepareCalls } from './prepare-calls.js';
import type { Prepared } from './prepared-call.js';
import { ResolveAmbiguous } from './resolve-ambiguous.js';

export interface PreparedRound extends Prepared {
  /** Messages that their provider had taken already. */
  readonly accepted: number;
}

/** Everything of a round that happens before its transaction: lookups, decisions, texts. */
@Injectable()
export class PrepareRound {
  constructor(
    private readonly ambiguous: ResolveAmbiguous,
    private readonly facts: LoadFacts,
    private readonly calls: PrepareCalls,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /** @param due messages of one channel. @param route over which those go that no provider can have. */
  async execute(due: readonly OpenMessage[], route: OpenProvider, now: Instant): Promise<PreparedRound> {
    const round = await this.#prepare(due, route, now);
    for (const { reason } of round.waits) this.metrics.waited(reason);
    return round;
  }

  async #prepare(due: readonly OpenMessage[], route: OpenProvider, now: Instant): Promise<PreparedRound> {
    const frozen = due.filter((message) => message.frozen);
    const { repeat, ends, waits, accepted } = await this.ambiguous.execute(frozen, now);
    const messages = [...due.filter((message) => !message.frozen).map((message) => ({ message, route })), ...repeat];
    if (messages.length === 0) return { calls: [], ends, waits, accepted };
    const facts = await this.facts.execute(
      messages.map(({ message }) => message),
      route.provider.channel,
    );
    const prepared = await this.calls.execute(messages, facts, now);
    return {
      calls: prepared.calls,
      ends: [...prepared.ends, ...ends],
      waits: [...prepared.waits, ...waits],
      accepted,
    };
  }
}
