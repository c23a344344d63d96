import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { ProviderRegistry } from '../provider/provider-registry.js';
import { LoadSwitches } from '../switch/load-switches.js';
import { channelRoutes, type ChannelRoutes } from './channel-routes.js';

/** The ways over which messages may go, by the settings, the breakers of this process, and the switches. */
@Injectable()
export class LoadRoutes {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly switches: LoadSwitches,
  ) {}

  /** @returns undefined for a channel that no provider carries. */
  async execute(channel: ChannelName, now: Instant): Promise<ChannelRoutes | undefined> {
    const providers = this.providers.of(channel);
    return providers.length === 0 ? undefined : channelRoutes(providers, await this.switches.get(), now);
  }
}
