import { addMs, DAY, HOUR, MINUTE, SECOND, type Instant } from '@perennial/kernel/instant';
import type { ChannelName, Evidence } from '../channel/channel.js';

/** How a report names its message: the provider's id, our key, or the hash of who wrote a reply. */
export type NamedBy = 'PROVIDER_ID' | 'KEY' | 'ADDRESS';

/** What was reported of a message that nobody knows. */
export interface UnknownReport {
  readonly provider: string;
  readonly reportId: string;
  readonly channel: ChannelName;
  readonly namedBy: NamedBy;
  readonly named: string;
  readonly kind: Evidence;
  readonly closesAddress: boolean;
  readonly detail: string;
  readonly happenedAt: Instant | null;
  readonly heardAt: Instant;
  readonly tries: number;
  readonly nextTryAt: Instant;
}

/** Waits before a report is looked at again, by how often it was. */
const WAITS = [10 * SECOND, MINUTE, 10 * MINUTE, HOUR, DAY];
/** A report that named nobody's message for so long is another system's at the same provider. */
export const UNKNOWN_KEPT_MS = 30 * DAY;

/**
 * When a report of an unknown message is looked at next; null once it is kept no longer. A provider may report before
 * its answer to the call is written, and so before its id of the message is known; our own key, and an address, are
 * known from the start or never.
 */
export function nextTry(
  { namedBy, tries, heardAt }: Pick<UnknownReport, 'namedBy' | 'tries' | 'heardAt'>,
  now: Instant,
): Instant | null {
  const until = addMs(heardAt, UNKNOWN_KEPT_MS);
  if (now >= until) return null;
  const wait = namedBy === 'PROVIDER_ID' ? WAITS[tries] : undefined;
  return wait === undefined ? until : addMs(now, wait);
}
