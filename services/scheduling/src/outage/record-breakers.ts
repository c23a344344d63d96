import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { addMs, DAY, instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import type { DeliveryEvidence, ProviderChanged } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { channelOf } from '../channel/channel.js';
import { dropBreakerChanges, insertBreakerChanges } from './breaker-change.store.js';
import type { BreakerChange } from './outage.js';

/** Silence of longer ago than this is over: its step has closed. */
const KEPT = 60 * DAY;

/** Keeps what processes of delivery found their providers to be. */
@Injectable()
export class RecordBreakers {
  /** Providers that this process has noted. */
  readonly #seen = new Set<string>();

  /** A switch, which a person turns, has no process: it is no outage. */
  async changed(tx: Transaction, events: readonly ProviderChanged[], now: Instant): Promise<void> {
    const changes = events.flatMap((event) => {
      const channel = channelOf(event.channel);
      const { provider, processId, state } = event;
      const changedAt = event.changedAt
        ? orThrow(parseInstant(event.changedAt), (rule) => new DomainError('BAD_INSTANT', rule))
        : now;
      return processId === '' || channel === null ? [] : [{ provider, processId, channel, state, changedAt }];
    });
    if (changes.length === 0) return;
    await tx.pipeline([
      insertBreakerChanges(tx, changes),
      dropBreakerChanges(tx, addMs(now, -KEPT), changes.length * 10),
    ]);
  }

  /** Evidence tells which providers carry a channel: one that never failed has no breaker news. */
  async seen(tx: Transaction, events: readonly DeliveryEvidence[]): Promise<void> {
    const fresh = events.flatMap(({ provider, channel: of }): BreakerChange[] => {
      const channel = channelOf(of);
      if (channel === null || provider === '' || this.#seen.has(`${channel} ${provider}`)) return [];
      return [{ provider, processId: '', channel, state: 'SEEN', changedAt: instant(0) }];
    });
    if (fresh.length === 0) return;
    await insertBreakerChanges(tx, fresh);
    tx.afterCommit(() => {
      for (const { channel, provider } of fresh) this.#seen.add(`${channel} ${provider}`);
    });
  }
}
