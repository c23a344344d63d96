import type { Rung } from './policy.js';

/** Channels that a step without tracks goes by, by what it costs to reach somebody: mail is cheapest (K-04). */
export const ROUTED = ['email', 'wecom', 'sms'] as const;

/** By what a person is told on one channel before the others; null where the policy says in which order. */
export type RoutedBy = 'PREFERRED' | 'REGION' | 'COST';

export interface RoutedRungs {
  readonly rungs: readonly Rung[];
  /** Null where there is nothing to choose. */
  readonly by: RoutedBy | null;
}

/** Whom a step tells, as far as it decides by which channel. */
export interface Routable {
  /** Channels for which there is an address; empty: mail. */
  readonly channels: readonly string[];
  readonly preferred: string | null;
}

/** People there read text messages, and a domestic provider brings them; mail often ends behind a filter. */
const TEXT_FIRST = new Set(['CN']);

const regional = (country: string): string | null => (TEXT_FIRST.has(country) ? 'sms' : null);

/**
 * Pure: the channels by which it is asked whether a step without tracks reaches somebody: mail, what he prefers, what
 * is read in his region. Somebody else is asked by mail before anybody gets what costs more and he did not ask for
 * (K20).
 */
export function expectedRungs(rungs: readonly Rung[], preferred: string | null, country: string): readonly Rung[] {
  const expected = ['email', preferred, regional(country)];
  return rungs.filter(({ channel }) => expected.includes(channel));
}

/**
 * Pure: the order in which the channels of a step without tracks have their turn with somebody (C-06, C-11, C-16,
 * K-04): the one that he prefers, then the one of his region, then the cheapest. Channels for which he has no address
 * are left out. @param country of the customer.
 */
export function routeRungs(rungs: readonly Rung[], { channels, preferred }: Routable, country: string): RoutedRungs {
  const known = channels.length === 0 ? ['email'] : channels;
  const there = rungs.filter(({ channel }) => known.includes(channel));
  const usable = there.length === 0 ? rungs : there;
  const has = (channel: string | null): boolean => usable.some((rung) => rung.channel === channel);
  const ofRegion = regional(country);
  const order: readonly (string | null)[] = [preferred, ofRegion, ...ROUTED];
  const rank = ({ channel }: Rung): number => order.indexOf(channel);
  return {
    rungs: usable.toSorted((a, b) => rank(a) - rank(b)),
    by: usable.length < 2 ? null : has(preferred) ? 'PREFERRED' : has(ofRegion) ? 'REGION' : 'COST',
  };
}
