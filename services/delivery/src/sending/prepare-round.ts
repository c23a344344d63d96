import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import type { OpenMessage } from '../message/message.js';
import { LoadFacts } from './load-facts.js';
import { PrepareCalls, type Prepared } from './prepare-calls.js';
import { SettleAmbiguous } from './settle-ambiguous.js';

/** Everything of a round that happens before its transaction: lookups, decisions, texts. */
@Injectable()
export class PrepareRound {
  constructor(
    private readonly ambiguous: SettleAmbiguous,
    private readonly facts: LoadFacts,
    private readonly calls: PrepareCalls,
  ) {}

  async execute(due: readonly OpenMessage[], now: Instant): Promise<Prepared & { readonly accepted: number }> {
    const settled = await this.ambiguous.execute(
      due.filter(({ frozen }) => frozen),
      now,
    );
    const messages = [...due.filter(({ frozen }) => !frozen), ...settled.repeat];
    if (messages.length === 0)
      return { calls: [], ends: settled.ends, waits: settled.waits, accepted: settled.accepted };
    const prepared = await this.calls.execute(messages, await this.facts.execute(messages), now);
    return {
      calls: prepared.calls,
      ends: [...prepared.ends, ...settled.ends],
      waits: [...prepared.waits, ...settled.waits],
      accepted: settled.accepted,
    };
  }
}
