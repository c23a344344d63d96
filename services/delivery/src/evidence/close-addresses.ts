import type { Transaction } from '@perennial/database/sql';
import type { NewEvent } from '@perennial/events/event';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { bounceChanged } from '../bounce/bounce.js';
import { insertBounces, type DeadAddress } from '../bounce/bounce.store.js';
import type { ChannelName } from '../channel/channel.js';
import { preferenceChanged } from '../preference/preference.js';
import { lockAddresses, outEverywhereOf } from '../preference/preference.store.js';
import type { NewEvidence } from './evidence.js';

/** Evidence that closes the address whose hash is known. */
interface Closing extends NewEvidence {
  readonly addressHmac: string;
}

function closing(evidence: NewEvidence): Closing[] {
  const { addressHmac } = evidence.message;
  return evidence.closesAddress && addressHmac !== null ? [{ ...evidence, addressHmac }] : [];
}

export interface ClosedAddresses {
  readonly events: readonly NewEvent[];
  /** Messages to addresses that are dead from now on. */
  readonly dead: readonly MessageId[];
}

/** Locks the addresses that these reports opt out; it comes before every other lock. */
export async function lockLeaving(tx: Transaction, list: readonly NewEvidence[]): Promise<void> {
  for (const [channel, leaving] of byChannel(list.flatMap(closing).filter(isLeaving)))
    await lockAddresses(
      tx,
      channel,
      leaving.map(({ addressHmac }) => addressHmac),
    );
}

/**
 * What follows from reports that close their address: one that bounced for good is dead on the channel; whoever
 * complained, or answered STOP, is opted out of the channel for every customer.
 */
export async function closeAddresses(
  tx: Transaction,
  fresh: readonly NewEvidence[],
  now: Instant,
): Promise<ClosedAddresses> {
  const closings = fresh.flatMap(closing);
  if (closings.length === 0) return { events: [], dead: [] };
  const dead = closings
    .filter((one) => !isLeaving(one))
    .map(({ addressHmac, message, detail }) => ({ addressHmac, messageId: message.messageId, reason: detail }));
  const bounces = await insertBounces(tx, dead, now);
  const events: NewEvent[] = bounces.map((bounce) => bounceChanged(bounce, true, now));
  const gone = new Set(bounces.map(({ addressHmac }) => addressHmac));
  for (const [channel, leaving] of byChannel(closings.filter(isLeaving))) {
    const subjects = leaving.map(({ addressHmac, message: { customerId, recipientId } }) => ({
      addressHmac,
      customerId,
      recipientId,
    }));
    const out = await outEverywhereOf(tx, channel, subjects, now);
    const told = new Map(subjects.filter(({ addressHmac }) => out.has(addressHmac)).map((s) => [s.addressHmac, s]));
    for (const subject of told.values())
      events.push(preferenceChanged({ ...subject, channel }, { optedOut: true, allCustomers: true }, now));
  }
  return { events, dead: firstOf(dead.filter(({ addressHmac }) => gone.has(addressHmac))) };
}

/** One message of each address is enough to ask for another. */
function firstOf(dead: readonly DeadAddress[]): MessageId[] {
  return [...new Map([...dead].reverse().map((one) => [one.addressHmac, one.messageId])).values()];
}

/** It is not dead: its owner wants no more. */
function isLeaving({ kind }: Pick<NewEvidence, 'kind'>): boolean {
  return kind !== 'BOUNCED';
}

function byChannel<E extends NewEvidence>(list: readonly E[]): Map<ChannelName, E[]> {
  const groups = new Map<ChannelName, E[]>();
  for (const one of list) groups.set(one.message.channel, [...(groups.get(one.message.channel) ?? []), one]);
  return groups;
}
