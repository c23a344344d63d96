import type { ChannelName } from '../channel/channel.js';
import { Breaker, type BreakerChange } from './breaker.js';
import type { Destination, Provider, ProviderIdentity } from './provider.js';

/** A provider, and what keeps calls from it while it fails. */
export interface OpenProvider {
  readonly provider: Provider;
  readonly breaker: Breaker;
}

/** A breaker that changed. */
export interface ProviderChange extends BreakerChange, Pick<Provider, 'name' | 'channel'> {}

/** All providers that the settings name, by channel in order of preference. */
export class ProviderRegistry {
  readonly #providers: readonly OpenProvider[];
  #changes: ProviderChange[] = [];
  #listener: (change: ProviderChange) => void = () => undefined;

  /** @throws RangeError for two of one name: switches and callbacks name them. */
  constructor(providers: readonly Provider[]) {
    const names = providers.map(({ name }) => name);
    if (new Set(names).size < names.length) throw new RangeError('two providers have one name');
    this.#providers = providers.map((provider) => ({
      provider,
      breaker: new Breaker((change) => {
        const named = { ...change, name: provider.name, channel: provider.channel };
        this.#changes.push(named);
        this.#listener(named);
      }),
    }));
  }

  get all(): readonly OpenProvider[] {
    return this.#providers;
  }

  /** Those of a channel, the preferred one first. */
  of(channel: ChannelName): readonly OpenProvider[] {
    return this.#providers.filter(({ provider }) => provider.channel === channel);
  }

  named(name: string): OpenProvider | undefined {
    return this.#providers.find(({ provider }) => provider.name === name);
  }

  /** The very provider that an attempt names; undefined when the settings have another one by now. */
  find(channel: ChannelName, { name, endpoint }: ProviderIdentity): OpenProvider | undefined {
    return this.of(channel).find(({ provider }) => provider.name === name && provider.endpoint === endpoint);
  }

  /** Who else carries messages of a channel. @param to undefined: nobody knows any more where they go. */
  othersOf(channel: ChannelName, name: string, to?: Destination): string[] {
    return this.of(channel)
      .filter(({ provider }) => provider.name !== name && (!to || provider.serves?.(to) !== 'NO'))
      .map(({ provider }) => provider.name);
  }

  /** @param listener called whenever a breaker changes. */
  onChange(listener: (change: ProviderChange) => void): void {
    this.#listener = listener;
  }

  get changed(): boolean {
    return this.#changes.length > 0;
  }

  /** What breakers did since it was last asked, in order. */
  takeChanges(): ProviderChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** Changes that could not be told come first the next time. */
  putBack(changes: readonly ProviderChange[]): void {
    this.#changes = [...changes, ...this.#changes];
  }

  async close(): Promise<void> {
    for (const { breaker } of this.#providers) breaker.close();
    await Promise.all(this.#providers.map(({ provider }) => provider.close()));
  }
}
