import type { TermId } from '@perennial/kernel/ids';
import { MINUTE, SECOND, type Instant } from '@perennial/kernel/instant';
import type { OpenMessage, QuoteInput, Quotes, RidingDispatch } from '../message/message.js';
import {
  ADDRESS_CHANGED,
  ADDRESS_UNREADABLE,
  ADDRESSEE_INACTIVE,
  ending,
  EXPIRED,
  NO_ADDRESS,
  NO_TEXT,
  TERM_CLOSED,
  uncertain,
  WITHDRAWN,
  type DispatchEnding,
  type End,
} from '../message/outcome.js';
import { requestKey, type Recipients, type ResolvedRecipient, type TermLook } from '../peer/peers.js';
import type { FoundText } from '../template/template-book.js';
import { within } from './call-effect.js';

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
  readonly text: FoundText;
  /** What the text is about, at least one. */
  readonly dispatches: readonly RidingDispatch[];
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
 * @param textFor the text in the language of a locale.
 */
export function decide(
  message: OpenMessage,
  facts: Facts,
  textFor: (locale: string) => FoundText | undefined,
  now: Instant,
): Verdict {
  const ends = message.dispatches.flatMap((dispatch) => endOf(dispatch, facts, now));
  if (ends.length > 0) return frozenOr(message, ends);
  if (!facts.recipients) return { kind: 'wait', at: afterWait(message, now), reason: 'NO_ADDRESS_YET' };
  const recipient = facts.recipients.get(requestKey(message));
  const refusal = refusalOf(message, recipient);
  if (refusal) return endAll(message, refusal);
  const known = recipient as ResolvedRecipient;
  const text = textFor(known.locale);
  if (!text) return endAll(message, NO_TEXT);
  return callOrWait(message, facts, known, text, now);
}

function callOrWait(
  message: OpenMessage,
  { looks }: Facts,
  recipient: ResolvedRecipient,
  text: FoundText,
  now: Instant,
): Verdict {
  const priced = text.needs.has('price') || text.needs.has('pay_link');
  const quotes: Record<TermId, QuoteInput | null> = {};
  for (const { termId } of message.dispatches) {
    const quote = priced ? quoteOf(message, looks?.get(termId), termId) : null;
    if (quote !== undefined) quotes[termId] = quote;
  }
  const dispatches = message.dispatches.filter(({ termId }) => quotes[termId] !== undefined);
  const apart = message.dispatches.filter(({ termId }) => quotes[termId] === undefined);
  const apartUntil = afterWait(message, now);
  if (dispatches.length === 0) return { kind: 'wait', at: apartUntil, reason: 'NO_QUOTE_YET' };
  return { kind: 'call', recipient, text, dispatches, apart, apartUntil, quotes, looked: looks !== undefined };
}

function endOf(dispatch: RidingDispatch, facts: Facts, now: Instant): DispatchEnding[] {
  if (dispatch.withdrawn !== null) return [ending(dispatch, WITHDRAWN)];
  if (facts.closed.has(dispatch.termId)) return [ending(dispatch, TERM_CLOSED)];
  return dispatch.windowClosesAt <= now ? [ending(dispatch, EXPIRED)] : [];
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

/**
 * The price to name: the newest one of the look, or without an answer that of the last text. The same version keeps its
 * link, so that a repeat is the same text under the same key. A frozen text keeps its price.
 */
function quoteOf(message: OpenMessage, look: TermLook | undefined, termId: TermId): QuoteInput | undefined {
  const last = message.inputs?.[termId] ?? undefined;
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
