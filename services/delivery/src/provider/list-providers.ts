import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { LoadSwitches } from '../switch/load-switches.js';
import { modeOf, type SwitchMode } from '../switch/sending-switch.js';
import type { BreakerState } from './breaker.js';
import { ProviderRegistry } from './provider-registry.js';
import type { ProviderCapabilities } from './provider.js';

/** A provider as this process sees it. */
export interface ListedProvider {
  readonly name: string;
  readonly channel: ChannelName;
  readonly endpoint: string;
  readonly capabilities: ProviderCapabilities;
  readonly breaker: BreakerState;
  /** Why its breaker is not closed, and since when; business clock. */
  readonly reason: string;
  readonly since: Instant | undefined;
  readonly nextProbeAt: Instant | undefined;
  readonly mode: SwitchMode;
  readonly capacity: number;
}

/** All configured providers, by channel in order of preference. */
@Injectable()
export class ListProviders {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly switches: LoadSwitches,
  ) {}

  async execute(): Promise<ListedProvider[]> {
    const switches = await this.switches.get();
    return this.providers.all.map(({ provider, breaker }) => ({
      name: provider.name,
      channel: provider.channel,
      endpoint: provider.endpoint,
      capabilities: provider.capabilities,
      breaker: breaker.state,
      reason: breaker.lastChange?.reason ?? '',
      since: breaker.lastChange?.at,
      nextProbeAt: breaker.until,
      mode: modeOf(switches, provider),
      capacity: provider.capacity(),
    }));
  }
}
