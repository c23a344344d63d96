import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import {
  deadlineOf,
  isNudged,
  nextLook,
  retryLook,
  type ConfirmationEnd,
  type WaitingConfirmation,
} from '../confirmation/confirmation.js';
import type { LaterLook } from '../confirmation/confirmation.store.js';
import type { Confirmation, Provider } from '../provider/provider.js';
import { ProviderRegistry } from '../provider/provider-registry.js';
import { leaving, type ConfirmedRider } from './confirmed-message.js';

/** A message that waits, with what rides in it. */
export interface AskedConfirmation extends WaitingConfirmation {
  readonly riders: readonly ConfirmedRider[];
}

/** One of which it is known how it ended. */
export interface Settled extends AskedConfirmation {
  /** Null where the settings have no such provider any more. */
  readonly channel: ChannelName | null;
  readonly state: ConfirmationEnd;
  /** By the provider's clock. */
  readonly sentAt: Instant | null;
}

/** What came of one question. */
export interface Asked {
  readonly settled?: Settled;
  readonly later?: LaterLook;
}

type Known = Extract<Confirmation, { kind: 'sent' | 'not_friend' | 'capped' }>;

const ENDS: Readonly<Record<Known['kind'], ConfirmationEnd>> = {
  sent: 'SENT',
  not_friend: 'NOT_FRIEND',
  capped: 'CAPPED',
};

/** Asks providers what became of messages, and has them remind and cancel; it writes nothing. */
@Injectable()
export class LookAtConfirmations {
  constructor(private readonly providers: ProviderRegistry) {}

  async execute(list: readonly AskedConfirmation[], now: Instant): Promise<Asked[]> {
    const providers = list.map(({ provider }) => this.#provider(provider));
    const asked = await Promise.all(
      [...new Set(providers)].map((provider) =>
        this.#askOne(
          provider,
          list.filter((_, n) => providers[n] === provider),
          now,
        ),
      ),
    );
    return asked.flat();
  }

  /** The very provider that has them; undefined when the settings have another one by now. */
  #provider({ name, endpoint }: AskedConfirmation['provider']): Provider | undefined {
    const found = this.providers.named(name)?.provider;
    return found?.endpoint === endpoint && found.confirmations ? found : undefined;
  }

  async #askOne(provider: Provider | undefined, some: readonly AskedConfirmation[], now: Instant): Promise<Asked[]> {
    const found = await provider?.confirmations?.look(some.map(({ providerMessageId }) => providerMessageId));
    const asked: Asked[] = [];
    // One after the other: looking is most of it, and what is cancelled or reminded of is rare.
    for (const one of some) asked.push(await this.#after(provider, one, found?.get(one.providerMessageId), now));
    return asked;
  }

  async #after(
    provider: Provider | undefined,
    one: AskedConfirmation,
    found: Confirmation | undefined,
    now: Instant,
  ): Promise<Asked> {
    if (!provider?.confirmations || !found || found.kind === 'unanswered') return unanswered(one, provider, now);
    if (found.kind !== 'waiting') return settled(one, provider, found);
    const { riders, askedAt, providerMessageId } = one;
    if (riders.length === 0 || riders.some((rider) => leaving(rider, askedAt, now))) {
      if (!(await provider.confirmations.cancel(providerMessageId))) return unanswered(one, provider, now);
      // It may have been confirmed in between, and then it has reached the customer.
      const again = (await provider.confirmations.look([providerMessageId])).get(providerMessageId);
      if (!again || again.kind === 'unanswered') return unanswered(one, provider, now);
      if (again.kind !== 'waiting') return settled(one, provider, again);
      return { settled: { ...one, channel: provider.channel, state: 'CANCELLED', sentAt: null } };
    }
    const deadline = riders.map((rider) => deadlineOf(rider, askedAt)).reduce((a, b) => (b < a ? b : a));
    const later: LaterLook = { ...one, failures: 0, nudged: null, nextLookAt: nextLook(one, deadline, now) };
    if (!isNudged(one, riders, now)) return { later };
    // A reminder that the provider refuses counts as well: it has its own limit.
    await provider.confirmations.remind(providerMessageId);
    return { later: { ...later, nudged: now } };
  }
}

function settled(one: AskedConfirmation, { channel }: Provider, found: Known): Asked {
  return { settled: { ...one, channel, state: ENDS[found.kind], sentAt: found.kind === 'sent' ? found.at : null } };
}

/**
 * Nobody can say what became of it, so nothing else may tell it: the colleague may still confirm it. Once its step is
 * over for all that rides in it that stays unknown.
 */
function unanswered(one: AskedConfirmation, provider: Provider | undefined, now: Instant): Asked {
  const over = one.riders.every(({ closesAt, windowClosesAt }) => closesAt <= now && windowClosesAt <= now);
  if (over) return { settled: { ...one, channel: provider?.channel ?? null, state: 'UNKNOWN', sentAt: null } };
  return { later: { ...one, failures: one.failures + 1, nudged: null, nextLookAt: retryLook(one, now) } };
}
