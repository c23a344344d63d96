import type { Transaction } from '@perennial/database/database';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { endRiders, settleMessages, type EmptyEnd } from './dispatch.store.js';
import type { MessageState } from './message.js';
import { outcomeEvent, type RiderEnd } from './outcome.js';

/** How a message ends whose last rider left this way. */
function emptyEnd({ messageId, state, outcome, reason }: RiderEnd & { readonly messageId: string }): EmptyEnd {
  if (state === 'UNCERTAIN') return { messageId, state, reason: reason ?? state };
  return {
    messageId,
    state: outcome === 'FAILED' ? 'FAILED' : reason === 'EXPIRED' ? 'EXPIRED' : 'REFUSED',
    reason: reason ?? outcome,
  };
}

/**
 * Ends riders before a call and settles their messages in the caller's transaction, under the messages' locks; each
 * reminder's one
 * outcome goes to the outbox. @returns the states of the messages that ended.
 */
export async function dropRiders(
  tx: Transaction,
  outbox: Outbox,
  drops: readonly (RiderEnd & { readonly messageId: string })[],
  now: Instant,
): Promise<MessageState[]> {
  const ended = await endRiders(tx, drops, now);
  const ends = new Map(drops.map((end) => [end.messageId, emptyEnd(end)]));
  const states = await settleMessages(tx, [...ends.values()]);
  await outbox.append(tx, ended.map(outcomeEvent), now);
  return states;
}
