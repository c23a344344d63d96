import type { ChannelName } from '../channel/channel.js';
import type { Provider, ProviderIdentity } from './provider.js';
import { Rest } from './rest.js';

/** A provider and whether it rests after a fault of its own. */
export interface OpenProvider {
  readonly provider: Provider;
  readonly rest: Rest;
}

/** All providers that the settings name, by channel in order of preference. */
export class ProviderRegistry {
  readonly #providers: readonly OpenProvider[];

  constructor(providers: readonly Provider[]) {
    this.#providers = providers.map((provider) => ({ provider, rest: new Rest() }));
  }

  /** Channels that have a provider. */
  get channels(): readonly ChannelName[] {
    return [...new Set(this.#providers.map(({ provider }) => provider.channel))];
  }

  /** Those of a channel, the preferred one first. */
  of(channel: ChannelName): readonly OpenProvider[] {
    return this.#providers.filter(({ provider }) => provider.channel === channel);
  }

  /** The very provider that an attempt names; undefined when the settings have another one by now. */
  find(channel: ChannelName, { name, endpoint }: ProviderIdentity): OpenProvider | undefined {
    return this.of(channel).find(({ provider }) => provider.name === name && provider.endpoint === endpoint);
  }

  async close(): Promise<void> {
    await Promise.all(this.#providers.map(({ provider }) => provider.close()));
  }
}
