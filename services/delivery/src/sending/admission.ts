import { versionOf, type OpenMessage } from '../message/message.js';
import { drop, TERM_CLOSED, uncertain, type RiderEnd } from '../message/outcome.js';

/** What an attempt sees under its locks. */
export interface Locked {
  /** term → closed; a missing term is being closed or re-opened right now. */
  readonly guards: ReadonlyMap<string, boolean>;
  /** Locked open messages → version; a missing one is somebody else's, or being called. */
  readonly messages: ReadonlyMap<string, string>;
  readonly optedOut: ReadonlySet<string>;
}

export type Admission =
  { readonly kind: 'busy' } | { readonly kind: 'call' } | { readonly kind: 'end'; readonly ends: readonly RiderEnd[] };

/** The last word before a call (protocol.md, Guard, fence and call). Busy: leave it to the next round. */
export function admit(message: OpenMessage, addressHmac: string, locked: Locked): Admission {
  if (locked.messages.get(message.id) !== versionOf(message)) return { kind: 'busy' };
  if (message.riders.some(({ termId }) => !locked.guards.has(termId))) return { kind: 'busy' };
  const closed = message.riders.filter(({ termId }) => locked.guards.get(termId));
  const optedOut = locked.optedOut.has(addressHmac);
  if (closed.length === 0 && !optedOut) return { kind: 'call' };
  if (message.frozen)
    return {
      kind: 'end',
      ends: message.riders.map(({ reminderId }) => uncertain(reminderId, optedOut ? 'OPTED_OUT' : TERM_CLOSED)),
    };
  if (closed.length > 0)
    return { kind: 'end', ends: closed.map(({ reminderId }) => drop(reminderId, 'SUPPRESSED', TERM_CLOSED)) };
  return { kind: 'end', ends: message.riders.map(({ reminderId }) => drop(reminderId, 'SKIPPED', 'OPTED_OUT')) };
}
