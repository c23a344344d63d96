import type { Instant } from '@perennial/kernel/instant';
import type { Result } from '@perennial/kernel/result';
import type { ChannelName, Content } from '../channel/channel.js';
import type { Callback, CallbackReading } from './callback.js';

/** What is known after a call (protocol.md, States and Guard, fence and call). */
export type ProviderResult =
  | {
      readonly kind: 'accepted';
      readonly providerMessageId: string;
      /** What is to be said of it, such as DRY_RUN. */
      readonly note?: string;
    }
  | Waiting
  /**
   * This very message: a repeat would be refused as well. About its address, about what it says, or about this provider
   * alone, which does not serve the country or has no such text registered: the next one may take it.
   */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly about: 'ADDRESS' | 'MESSAGE' | 'PROVIDER';
      /** There is no such address, and there will be none: nothing more is sent to it. */
      readonly dead?: boolean;
    }
  /** The provider cannot have acted, or said that it did not. */
  | {
      readonly kind: 'later';
      readonly reason: string;
      readonly retryAfterMs?: number;
      /** It is well and wants fewer calls: no fault for its breaker. */
      readonly throttled?: boolean;
    }
  /** Credentials, quota, blocklist: it would take nothing of ours now, whatever the message. */
  | { readonly kind: 'at_fault'; readonly reason: string }
  /** `callBy` passed before any content went out. */
  | { readonly kind: 'expired' }
  /** The content may have been taken; nobody knows. */
  | { readonly kind: 'ambiguous'; readonly reason: string };

/** Taken, and a person must act before it reaches anybody: it is neither repeated nor failed over. */
export interface Waiting {
  readonly kind: 'waiting';
  readonly providerMessageId: string;
  readonly reason: string;
  /** A colleague confirms it at the provider, which is asked what became of it; else it waits here. */
  readonly confirmedThere?: boolean;
}

export interface ProviderCapabilities {
  /** Can be asked whether it accepted a key. */
  readonly lookup: boolean;
  /** Takes a repeat under the same key for the same message. */
  readonly idempotent: boolean;
}

export type LookupResult =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | Waiting
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** What became of a message that a colleague must confirm. */
export type Confirmation =
  | { readonly kind: 'waiting' }
  /** @property at by the provider's clock. */
  | { readonly kind: 'sent'; readonly at: Instant | null }
  /** The customer and the colleague are no contacts of each other there. */
  | { readonly kind: 'not_friend' }
  /** The customer has got as many such messages as the provider lets him have. */
  | { readonly kind: 'capped' }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Messages that wait at a provider until a colleague confirms them. Nothing here throws. */
export interface Confirmations {
  /** By the provider's id of the message. */
  look(providerMessageIds: readonly string[]): Promise<ReadonlyMap<string, Confirmation>>;
  /** Tells the colleague once more. @returns whether the provider did. */
  remind(providerMessageId: string): Promise<boolean>;
  /** @returns whether the provider stopped it. What was confirmed before has reached the customer: look again. */
  cancel(providerMessageId: string): Promise<boolean>;
}

/** A provider as an attempt remembers it: what another account or another server took cannot be asked here. */
export interface ProviderIdentity {
  readonly name: string;
  /** Where it listens: host, port and path, never a credential. */
  readonly endpoint: string;
}

/** Where a message goes. */
export interface Destination {
  readonly address: string;
  /** Of the customer, ISO 3166-1 alpha-2; null where nobody knows. */
  readonly country: string | null;
}

/** REGION: it is there for this very region, and comes before those that reach everybody. */
export type Serving = 'REGION' | 'ANYWHERE' | 'NO';

/** Port of whatever carries messages of a channel. A call never throws: what happened is its result. */
export interface Provider<C extends Content = Content> extends ProviderIdentity {
  readonly channel: ChannelName;
  readonly capabilities: ProviderCapabilities;
  /** Where they depend on the message: those of this one. */
  capabilitiesFor?(content: C): ProviderCapabilities;
  /** An idempotent provider that forgets: for how long, on the wall clock, a repeat is known as one. */
  readonly repeatsWithinMs?: number;
  /** Calls that could start now: free connections, or what the measured rate clears within a second. */
  capacity(): number;
  /**
   * Whether it carries messages there at all; undefined for providers that reach everybody of their channel. Whoever
   * chooses a provider asks first.
   */
  serves?(to: Destination): Serving;
  /** The code of the registered text that says the same, or why there is none; undefined: it registers none. */
  registered?(content: C): Result<string, string>;
  /** @param limits.callBy monotonic ms after which no content may go out any more. */
  send(content: C, limits: { readonly callBy: number }): Promise<ProviderResult>;
  /** Asks what became of a key; 'unanswered' for providers without lookup. */
  lookup(idempotencyKey: string): Promise<LookupResult>;
  /** Undefined for providers where nothing waits for a person. */
  readonly confirmations?: Confirmations;
  /**
   * Reads what the provider reports about messages; undefined for those that report nothing. It writes nothing, and
   * asks nobody but the provider.
   */
  readCallback?(callback: Callback): CallbackReading | Promise<CallbackReading>;
  /** Closes idle connections; call it when no call is under way. */
  close(): Promise<void>;
}

/** What a provider can do with a message. */
export function capabilitiesOf(provider: Provider, content: Content): ProviderCapabilities {
  return provider.capabilitiesFor?.(content) ?? provider.capabilities;
}
