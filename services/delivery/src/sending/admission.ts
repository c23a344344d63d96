import type { MessageId, TermId } from '@perennial/kernel/ids';
import { versionOf, type OpenMessage, type RidingDispatch } from '../message/message.js';
import {
  BOUNCED,
  ending,
  OPTED_OUT,
  TERM_CLOSED,
  uncertain,
  type DispatchEnding,
  type End,
} from '../message/outcome.js';
import { consentKey } from '../preference/preference.js';

/** What an attempt sees under its locks. */
export interface Locked {
  /** term → closed; a missing term is being closed or re-opened right now. */
  readonly guards: ReadonlyMap<TermId, boolean>;
  /** Locked open messages → version; a missing one is somebody else's, or being called. */
  readonly messages: ReadonlyMap<MessageId, string>;
  /** Addresses and customers, as `consentKey` has them. */
  readonly optedOut: ReadonlySet<string>;
  /** Addresses that are dead. */
  readonly bounced: ReadonlySet<string>;
}

export type Admission =
  | { readonly kind: 'busy' }
  | { readonly kind: 'call' }
  | { readonly kind: 'end'; readonly ends: readonly DispatchEnding[] };

/**
 * The last word before a call (protocol.md, Guard, fence and call). Busy: leave it to the next round. What ends leaves,
 * and the rest comes up again with another text.
 */
export function admit(message: OpenMessage, addressHmac: string, locked: Locked): Admission {
  const { dispatches, frozen } = message;
  if (locked.messages.get(message.messageId) !== versionOf(message)) return { kind: 'busy' };
  if (dispatches.some(({ termId }) => !locked.guards.has(termId))) return { kind: 'busy' };
  const ends = dispatches.flatMap((dispatch) => {
    const end = endOf(message, dispatch, addressHmac, locked);
    return end ? [ending(dispatch, end)] : [];
  });
  if (ends.length === 0) return { kind: 'call' };
  if (!frozen) return { kind: 'end', ends };
  const reason = ends[0]?.reason ?? null;
  return { kind: 'end', ends: dispatches.map((dispatch) => ending(dispatch, uncertain(reason))) };
}

function endOf(
  { addressee, customerId }: OpenMessage,
  { termId, legal }: RidingDispatch,
  addressHmac: string,
  { guards, bounced, optedOut }: Locked,
): End | undefined {
  if (guards.get(termId)) return TERM_CLOSED;
  if (bounced.has(addressHmac)) return BOUNCED;
  // Legal notices ignore opt-outs, and colleagues are told because it is their work.
  const asked = !legal && addressee.kind === 'CONTACT';
  return asked && optedOut.has(consentKey({ addressHmac, customerId })) ? OPTED_OUT : undefined;
}
