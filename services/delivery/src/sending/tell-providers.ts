import { wireChannel } from '../channel/wire-channel.js';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import { formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import { WorkSignal } from '@perennial/service/work/work-signal';
import type { DueWork } from '@perennial/service/work/due-work';
import { DeliveryMetrics } from '../metrics.js';
import { SENDER, type Sender } from './sender.js';
import { ProviderRegistry, type ProviderChange } from '../provider/provider-registry.js';

/** How a metric shows the states. */
const SHOWN = { CLOSED: 0, HALF_OPEN: 0.5, OPEN: 1 } as const;

/** Publishes what the breakers of this process did. */
@Injectable()
export class TellProviders implements DueWork {
  readonly name = 'tell-providers';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly providers: ProviderRegistry,
    @Inject(SENDER) private readonly sender: Sender,
    workSignal: WorkSignal,
    metrics: DeliveryMetrics,
  ) {
    const wake = workSignal.waking(this.name);
    for (const { provider } of providers.all) metrics.breaker(provider.name, provider.channel, SHOWN.CLOSED);
    providers.onChange(({ name, channel, state }) => {
      metrics.breaker(name, channel, SHOWN[state]);
      wake();
    });
  }

  async run(now: Instant): Promise<number> {
    const changes = this.providers.takeChanges();
    if (changes.length === 0) return 0;
    const events = changes.map((change) => providerChanged(change, this.sender));
    try {
      await this.database.transaction('delivery.tell-providers', (tx) => this.outbox.append(tx, events, now));
    } catch (error) {
      this.providers.putBack(changes);
      throw error;
    }
    return changes.length;
  }

  nextDue(): Promise<Instant | null> {
    return Promise.resolve(this.providers.changed ? instant(0) : null);
  }
}

function providerChanged({ name, channel, state, reason, at }: ProviderChange, { id }: Sender): NewEvent {
  return newEvent('provider.changed', {
    provider: name,
    channel: wireChannel(channel),
    state,
    reason,
    changedAt: formatInstant(at),
    processId: id,
  });
}
