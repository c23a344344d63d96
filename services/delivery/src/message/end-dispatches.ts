import type { Transaction } from '@perennial/database/database';
import type { Outbox } from '@perennial/events/outbox/outbox';
import type { MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { cancelTasksOfMessages } from '../task/cancel-tasks.js';
import { shortenTasks } from '../task/task.store.js';
import { closeEmptied, endDispatches, type EmptyEnd, type LeftMessage } from './dispatch.store.js';
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
 * messages' locks; each reminder's one outcome goes to the outbox, and a person hears of what left his task.
 * @returns the states of the messages that ended.
 */
export async function dropDispatches(
  tx: Transaction,
  outbox: Outbox,
  drops: readonly DispatchEnding[],
  now: Instant,
): Promise<MessageState[]> {
  if (drops.length === 0) return [];
  const ends = new Map(drops.map((end) => [end.messageId, emptyEnd(end)]));
  const [ended, left] = await tx.pipeline([endDispatches(tx, drops, now), closeEmptied(tx, [...ends.values()])]);
  await outbox.append(tx, await followEnds(tx, ended, NO_PROVIDER_CALLED, now), now);
  const over = left.filter(({ state }) => state !== 'OPEN' && state !== 'WAITING');
  const tasks = (of: readonly LeftMessage[]) =>
    of.filter(({ channel }) => channel === 'TASK').map(({ messageId }) => messageId);
  await cancelTasksOfMessages(tx, outbox, tasks(over), now);
  await shortenTasks(tx, tasks(left.filter((message) => !over.includes(message))));
  return over.map(({ state }) => state);
}
