import type { Transaction } from '@perennial/database/database';
import type { Outbox } from '@perennial/events/outbox/outbox';
import { noteReviews } from '@perennial/service/review/review.store';
import type { Instant } from '@perennial/kernel/instant';
import { closeEmptied, endDispatches, type EmptyEnd } from './dispatch.store.js';
import type { MessageEnd, MessageState } from './message.js';
import { EXPIRED, outcomeEvent, uncertainLastSteps, type DispatchEnding } from './outcome.js';

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
  await noteReviews(tx, uncertainLastSteps(outcomes), now);
  await outbox.append(tx, outcomes.map(outcomeEvent), now);
  return states;
}
