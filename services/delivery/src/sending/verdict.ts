import { addMs, MINUTE, SECOND, type Instant } from '@perennial/kernel/instant';
import type { OpenMessage, QuoteInput, Quotes, Rider } from '../message/message.js';
import { drop, TERM_CLOSED, uncertain, WITHDRAWN, type RiderEnd } from '../message/outcome.js';
import type { ResolvedContact, TermLook } from '../peer/peers.js';

/** What the lookups of a round found; undefined where the peer did not answer. */
export interface Facts {
  readonly contacts: ReadonlyMap<string, ResolvedContact> | undefined;
  readonly looks: ReadonlyMap<string, TermLook> | undefined;
  /** Terms that the look found closed and the fence now holds. */
  readonly closed: ReadonlySet<string>;
}

/** What is to be done with a message now. After riders ended, those that are left come up again with another text. */
export type Verdict =
  | { readonly kind: 'wait'; readonly at: Instant; readonly reason: string }
  | { readonly kind: 'end'; readonly ends: readonly RiderEnd[] }
  | { readonly kind: 'call'; readonly contact: ResolvedContact; readonly quotes: Quotes; readonly looked: boolean };

/** The first wait for a peer that did not answer; every further one is as long as all before it, up to a minute. */
export const PEER_WAIT_MS = SECOND;

function afterWait(message: OpenMessage, now: Instant): Instant {
  return addMs(now, Math.min(MINUTE, Math.max(PEER_WAIT_MS, now - message.releasedAt)));
}

/** Consent and fence are checked once more under the locks; everything else of a message is decided here. */
export function decide(message: OpenMessage, facts: Facts, now: Instant): Verdict {
  const ends = message.riders.flatMap((rider) => endOf(rider, facts, now));
  if (ends.length > 0) return end(message, ends);
  if (!facts.contacts) return { kind: 'wait', at: afterWait(message, now), reason: 'NO_ADDRESS_YET' };
  const contact = facts.contacts.get(message.contactId);
  const missing = !contact
    ? 'NO_ADDRESS'
    : !contact.active
      ? 'CONTACT_INACTIVE'
      : contact.address === ''
        ? 'NO_ADDRESS'
        : undefined;
  if (!contact || missing)
    return end(
      message,
      message.riders.map((rider) => drop(rider.reminderId, 'SKIPPED', missing ?? 'NO_ADDRESS')),
    );
  const quotes: Record<string, QuoteInput> = {};
  for (const { termId } of message.riders) {
    const quote = quoteOf(message, facts.looks?.get(termId), termId);
    if (!quote) return { kind: 'wait', at: afterWait(message, now), reason: 'NO_QUOTE_YET' };
    quotes[termId] = quote;
  }
  return { kind: 'call', contact, quotes, looked: facts.looks !== undefined };
}

/** A text that may have reached the provider can lose no rider: all of them stay uncertain. */
function end(message: OpenMessage, ends: readonly RiderEnd[]): Verdict {
  if (!message.frozen) return { kind: 'end', ends };
  const reason = ends[0]?.reason ?? 'UNCERTAIN';
  return { kind: 'end', ends: message.riders.map((rider) => uncertain(rider.reminderId, reason)) };
}

function endOf(rider: Rider, facts: Facts, now: Instant): RiderEnd[] {
  if (rider.withdrawn !== null) return [drop(rider.reminderId, 'SUPERSEDED', WITHDRAWN)];
  if (facts.closed.has(rider.termId)) return [drop(rider.reminderId, 'SUPPRESSED', TERM_CLOSED)];
  return rider.closesAt <= now ? [drop(rider.reminderId, 'SKIPPED', 'EXPIRED')] : [];
}

/**
 * The price to name: the newest one of the look, or without an answer that of the last text. The same version keeps its
 * link, so that a repeat is the same text under the same key. A frozen text keeps its price.
 */
function quoteOf(message: OpenMessage, look: TermLook | undefined, termId: string): QuoteInput | undefined {
  const last = message.inputs?.[termId];
  if (message.frozen && last) return last;
  if (!look?.amount || look.quoteVersion === 0 || look.payToken === '') return last;
  if (last?.version === look.quoteVersion) return last;
  return {
    version: look.quoteVersion,
    currency: look.amount.currency,
    minor: look.amount.minor.toString(),
    payToken: look.payToken,
  };
}
