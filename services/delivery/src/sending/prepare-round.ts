import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import type { OpenMessage } from '../message/message.js';
import { DeliveryMetrics } from '../metrics.js';
import type { ChannelRoutes } from './channel-routes.js';
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

  /**
   * @param due messages of one channel. @param routes over which they may go; undefined while the channel is down: then
   * some end, and none is called.
   */
  async execute(due: readonly OpenMessage[], routes: ChannelRoutes | undefined, now: Instant): Promise<PreparedRound> {
    const round = await this.#prepare(due, routes, now);
    for (const { reason } of round.waits) this.metrics.waited(reason);
    return round;
  }

  async #prepare(due: readonly OpenMessage[], routes: ChannelRoutes | undefined, now: Instant): Promise<PreparedRound> {
    const frozen = due.filter((message) => message.frozen);
    const { repeat: repeats, ends, waits, accepted } = await this.ambiguous.execute(frozen, now);
    const fresh = due.filter((message) => !message.frozen);
    const messages = [...fresh, ...repeats.map(({ message }) => message)];
    const [first] = messages;
    if (!first) return { calls: [], ends, waits, accepted };
    const facts = await this.facts.execute(messages, first.channel);
    const prepared = await this.calls.execute({ fresh, repeats }, routes, facts, now);
    const down = routes ? [] : this.calls.endsOf(fresh, facts, now);
    return {
      calls: prepared.calls,
      ends: [...prepared.ends, ...down, ...ends],
      waits: [...prepared.waits, ...waits],
      accepted,
    };
  }
}
