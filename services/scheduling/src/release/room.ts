import { DAY, type Instant } from '@perennial/kernel/instant';
import type { Audience } from '../addressee/addressee.js';
import type { SendCap } from '../cap/send-cap.js';
import type { SendCount } from './send-count.js';
import { isByPeople, mergeText, type Merge, type ReleasedMessage } from './released-message.js';

/** A merge that is planned for a later day: the nearest node of its reminders, and when it opens. */
export interface PlannedMerge extends Merge {
  readonly audience: Audience;
  /** Days from the last day, before or after it. */
  readonly node: number;
  readonly opensAt: Instant;
}

/**
 * Nearer nodes that would find the cap used up if this message went now (protocol.md, Who decides what); none where
 * there is room for all. Those within the span are asked one by one, in order of time: what was sent long enough ago
 * has left by then.
 */
export function withoutRoom(
  { riders, customerId, audience, localDay }: ReleasedMessage,
  planned: readonly PlannedMerge[],
  sent: SendCount,
  cap: SendCap,
  now: Instant,
): PlannedMerge[] {
  const span = cap.days * DAY;
  const node = Math.min(...riders.map((rider) => Math.abs(rider.node)));
  const nearer = planned
    .filter((of) => of.audience === audience && !isByPeople(of) && (!cap.perCustomer || of.customerId === customerId))
    .filter((of) => of.node < node && of.localDay !== localDay && of.opensAt < now + span)
    .sort((a, b) => a.opensAt - b.opensAt)
    .filter((of, i, all) => all.findIndex((other) => mergeText(other) === mergeText(of)) === i);
  const fits = nearer.every((of, i) => sent.since(of.opensAt - span, customerId).length + 1 + i + 1 <= cap.messages);
  return fits ? [] : nearer;
}
