import type { MessageId, TermId } from '@perennial/kernel/ids';
import { versionOf, type OpenMessage } from '../message/message.js';
import { ending, OPTED_OUT, TERM_CLOSED, uncertain, type DispatchEnding } from '../message/outcome.js';

/** What an attempt sees under its locks. */
export interface Locked {
  /** term → closed; a missing term is being closed or re-opened right now. */
  readonly guards: ReadonlyMap<TermId, boolean>;
  /** Locked open messages → version; a missing one is somebody else's, or being called. */
  readonly messages: ReadonlyMap<MessageId, string>;
  readonly optedOut: ReadonlySet<string>;
}

export type Admission =
  | { readonly kind: 'busy' }
  | { readonly kind: 'call' }
  | { readonly kind: 'end'; readonly ends: readonly DispatchEnding[] };

/** The last word before a call (protocol.md, Guard, fence and call). Busy: leave it to the next round. */
export function admit(message: OpenMessage, addressHmac: string, locked: Locked): Admission {
  const { dispatches, frozen } = message;
  if (locked.messages.get(message.messageId) !== versionOf(message)) return { kind: 'busy' };
  if (dispatches.some(({ termId }) => !locked.guards.has(termId))) return { kind: 'busy' };
  const closed = dispatches.filter(({ termId }) => locked.guards.get(termId));
  const optedOut = locked.optedOut.has(addressHmac);
  if (closed.length === 0 && !optedOut) return { kind: 'call' };
  const end = optedOut ? OPTED_OUT : TERM_CLOSED;
  if (frozen) return { kind: 'end', ends: dispatches.map((dispatch) => ending(dispatch, uncertain(end.reason))) };
  if (closed.length > 0) return { kind: 'end', ends: closed.map((dispatch) => ending(dispatch, TERM_CLOSED)) };
  return { kind: 'end', ends: dispatches.map((dispatch) => ending(dispatch, OPTED_OUT)) };
}
