import type { Transaction } from '@perennial/database/database';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { closeEmptied, endDispatches, type EmptyEnd } from './dispatch.store.js';
import type { MessageEnd, MessageState } from './message.js';
import { followEnds } from './follow-ends.js';
import { EXPIRED, type DispatchEnding } from './outcome.js';

const NO_PROVIDER_CALLED: ReadonlyMap<MessageId, string> = new Map();

/** How a message ends whose last dispatch left this way before a call. */
function emptyEnd({ messageId, state, outcome, reason }: DispatchEnding): EmptyEnd {
  const byState: MessageEnd =
    state === 'UNCERTAIN' || state === 'FAILED' ? state : reason === EXPIRED.reason ? 'EXPIRED' : 'DROPPED';
  return { messageId, state: byState, reason: reason ?? outcome };
}

/**
 * Ends dispatches before a call, and messages in which nothing rides any more, in the caller's transaction, under the
 * messages' locks; each reminder's one outcome goes to the outbox. @returns the states of the messages that ended.
 */
export async function dropDispatches(
  tx: Transaction,
  outbox: Outbox,
  drops: readonly DispatchEnding[],
  now: Instant,
): Promise<MessageState[]> {
  if (drops.length === 0) return [];
  const ends = new Map(drops.map((end) => [end.messageId, emptyEnd(end)]));
  const [outcomes, states] = await tx.pipeline([endDispatches(tx, drops, now), closeEmptied(tx, [...ends.values()])]);
  await outbox.append(tx, await followEnds(tx, outcomes, NO_PROVIDER_CALLED, now), now);
  return states;
}
