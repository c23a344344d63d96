import type { TermId } from '@perennial/kernel/ids';
import { MINUTE, SECOND, type Instant } from '@perennial/kernel/instant';
import type { OpenMessage, QuoteInput, Quotes, RidingDispatch } from '../message/message.js';
import {
  ADDRESS_CHANGED,
  ADDRESS_UNREADABLE,
  ADDRESSEE_INACTIVE,
  ending,
  EXPIRED,
  EXPIRED_FOR_GOOD,
  NO_ACCEPTANCE,
  NO_ADDRESS,
  NO_TEXT,
  TERM_CLOSED,
  uncertain,
  WITHDRAWN,
  type DispatchEnding,
  type End,
} from '../message/outcome.js';
import { ownerRequest, requestKey, type Recipients, type ResolvedRecipient, type TermLook } from '../peer/peers.js';
import { within } from './call-effect.js';
import { quoteOf } from './quote-of.js';
import type { MessageTexts, TextGroup } from './texts-of.js';

/** What the lookups of a round found; undefined where the peer did not answer. */
export interface Facts {
  readonly recipients: Recipients | undefined;
  readonly looks: ReadonlyMap<TermId, TermLook> | undefined;
  /** Terms that the look found closed and the fence now holds. */
  readonly closed: ReadonlySet<TermId>;
}

/** A message that may be called. */
export interface Go {
  readonly recipient: ResolvedRecipient;
  /** Address of the owner, where there is one that can be answered. */
  readonly ownerAddress: string | undefined;
  /** What is told with which text, at least one. */
  readonly groups: readonly TextGroup[];
  /** What waits for a quote; it leaves into a message of its own. */
  readonly apart: readonly RidingDispatch[];
  /** When those come up again. */
  readonly apartUntil: Instant;
  readonly quotes: Quotes;
  /** Whether payments answered. */
  readonly looked: boolean;
}

/** What is to be done with a message now. After some left, those that are left come up again with another text. */
export type Verdict =
  | { readonly kind: 'wait'; readonly at: Instant; readonly reason: string }
  | { readonly kind: 'end'; readonly ends: readonly DispatchEnding[] }
  | ({ readonly kind: 'call' } & Go);

/** The first wait for a peer that did not answer; every further one is as long as all before it, up to a minute. */
export const PEER_WAIT_MS = SECOND;

function afterWait(message: OpenMessage, now: Instant): Instant {
  return within(message, now, Math.min(MINUTE, Math.max(PEER_WAIT_MS, now - message.releasedAt)));
}

/**
 * Consent and fence are checked once more under the locks; everything else of a message is decided here.
 * @param textsFor the texts in the language of a locale.
 */
export function decide(
  message: OpenMessage,
  facts: Facts,
  textsFor: (locale: string) => MessageTexts,
  now: Instant,
): Verdict {
  const ends = endsOf(message, facts, now);
  if (ends.length > 0) return frozenOr(message, ends);
  if (!facts.recipients) return { kind: 'wait', at: afterWait(message, now), reason: 'NO_ADDRESS_YET' };
  const recipient = facts.recipients.get(requestKey(message));
  const refusal = refusalOf(message, recipient);
  if (refusal) return endAll(message, refusal);
  const known = recipient as ResolvedRecipient;
  const { groups, textless } = textsFor(known.locale);
  // Whoever rides for the same term goes with it: nothing else tells that term.
  const untold = new Set(textless.map(({ termId }) => termId));
  if (untold.size > 0)
    return frozenOr(
      message,
      message.dispatches.filter(({ termId }) => untold.has(termId)).map((dispatch) => ending(dispatch, NO_TEXT)),
    );
  return callOrWait(message, facts, known, groups, now);
}

function callOrWait(
  message: OpenMessage,
  { looks, recipients }: Facts,
  recipient: ResolvedRecipient,
  told: readonly TextGroup[],
  now: Instant,
): Verdict {
  const quotes: Record<TermId, QuoteInput | null> = {};
  for (const { text, dispatches } of told) {
    const priced = text.needs.has('price') || text.needs.has('pay_link');
    for (const { termId } of dispatches) {
      const last = message.inputs?.[termId] ?? undefined;
      const quote = priced ? quoteOf(message, last, looks?.get(termId), text.needs.has('pay_link')) : null;
      if (quote !== undefined) quotes[termId] = quote;
    }
  }
  const known = ({ termId }: RidingDispatch): boolean => quotes[termId] !== undefined;
  const groups = told
    .map(({ text, dispatches }) => ({ text, dispatches: dispatches.filter(known) }))
    .filter(({ dispatches }) => dispatches.length > 0);
  const apart = message.dispatches.filter((dispatch) => !known(dispatch));
  const apartUntil = afterWait(message, now);
  if (groups.length === 0) return { kind: 'wait', at: apartUntil, reason: 'NO_QUOTE_YET' };
  const ownerAddress = ownerAddressOf(message, recipients);
  return { kind: 'call', recipient, ownerAddress, groups, apart, apartUntil, quotes, looked: looks !== undefined };
}

function ownerAddressOf(message: OpenMessage, recipients: Recipients | undefined): string | undefined {
  const [request] = ownerRequest(message);
  const owner = request && recipients?.get(requestKey(request));
  return owner && owner !== 'unreadable' && owner.active && owner.address !== '' ? owner.address : undefined;
}

/** What leaves a message before anything else is asked. */
export function endsOf(message: OpenMessage, facts: Facts, now: Instant): DispatchEnding[] {
  return message.dispatches.flatMap((dispatch) => endOf(message, dispatch, facts, now));
}

function endOf(message: OpenMessage, dispatch: RidingDispatch, facts: Facts, now: Instant): DispatchEnding[] {
  if (dispatch.withdrawn !== null) return [ending(dispatch, WITHDRAWN)];
  if (facts.closed.has(dispatch.termId)) return [ending(dispatch, TERM_CLOSED)];
  if (dispatch.windowClosesAt <= now) return [ending(dispatch, dispatch.lastOpening ? EXPIRED_FOR_GOOD : EXPIRED)];
  return message.failsOver && dispatch.further ? [ending(dispatch, NO_ACCEPTANCE)] : [];
}

function refusalOf(message: OpenMessage, recipient: ResolvedRecipient | 'unreadable' | undefined): End | undefined {
  if (recipient === 'unreadable') return ADDRESS_UNREADABLE;
  if (!recipient) return NO_ADDRESS;
  if (!recipient.active) return ADDRESSEE_INACTIVE;
  if (recipient.address === '') return NO_ADDRESS;
  return recipient.recipientId === message.recipientId ? undefined : ADDRESS_CHANGED;
}

/** A text that may have reached the provider can lose no dispatch: all of them stay uncertain. */
function frozenOr(message: OpenMessage, ends: readonly DispatchEnding[]): Verdict {
  return message.frozen ? endAll(message, uncertain(ends[0]?.reason ?? null)) : { kind: 'end', ends };
}

/** Ends all that rides in a message; what a provider may have taken stays uncertain. */
export function endAll(message: OpenMessage, end: End): Extract<Verdict, { kind: 'end' }> {
  const last = message.frozen ? uncertain(end.reason) : end;
  return { kind: 'end', ends: message.dispatches.map((dispatch) => ending(dispatch, last)) };
}
