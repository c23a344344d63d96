import type { RecipientId } from '@perennial/kernel/ids';
import { TASK } from '../channel/channel.js';
import type { Rung } from '../policy/policy.js';

/** What is known of the addresses of a customer's people: pairs of recipient and channel. */
export interface Reach {
  /** Opted out, for this customer or for all. */
  readonly optedOut: ReadonlySet<string>;
  /** Refused a message for good. */
  readonly bounced: ReadonlySet<string>;
}

export const UNKNOWN_REACH: Reach = { optedOut: new Set(), bounced: new Set() };

export function reachKey(recipientId: RecipientId, channel: string): string {
  return `${recipientId}|${channel}`;
}

/** Somebody with an address, and the channels on which it can be used; none where that is not known. */
export interface Reachable {
  readonly recipientId: RecipientId | null;
  readonly channels: readonly string[];
  /** Of a contact who said so: the channel on which to hear. */
  readonly preferred?: string | null;
}

/**
 * Whether a step can reach somebody on one of its channels. Without channels an address counts as one for email, as
 * before they were told. An opt-out silences no legal notice, a dead address every one.
 */
export function canReach(
  { optedOut, bounced }: Reach,
  { recipientId, channels }: Reachable,
  rungs: readonly Rung[],
  legal: boolean,
): boolean {
  if (recipientId === null) return false;
  const known = channels.length === 0 ? ['email'] : channels;
  return rungs.some(({ channel }) => {
    const key = reachKey(recipientId, channel);
    // A person finds a way with whatever there is.
    if (channel === TASK) return true;
    return known.includes(channel) && !bounced.has(key) && (legal || !optedOut.has(key));
  });
}
