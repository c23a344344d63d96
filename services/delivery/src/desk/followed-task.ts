import type { OwnerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { ending, NOT_DONE, TERM_CLOSED, WITHDRAWN, type DispatchEnding } from '../message/outcome.js';
import type { WaitingDispatch } from '../message/waiting-dispatch.js';
import type { Owner } from '../owner/owner.js';
import { escalation } from '../task/assignment.js';
import type { Task } from '../task/task.js';

/** Pure: what leaves a task that nobody has done, and how it ends. */
export function endsOf(
  { uselessAt }: Pick<Task, 'uselessAt'>,
  riding: readonly WaitingDispatch[],
  now: Instant,
): DispatchEnding[] {
  return riding.flatMap((dispatch) => {
    if (dispatch.recalled) return [ending(dispatch, WITHDRAWN)];
    if (dispatch.closed) return [ending(dispatch, TERM_CLOSED)];
    return uselessAt !== null && uselessAt <= now ? [ending(dispatch, NOT_DONE)] : [];
  });
}

/** Pure: an open task as it goes on: with the manager once it is overdue, where there is one (O-01). */
export function followed(task: Task, owners: ReadonlyMap<OwnerId, Owner>, now: Instant): Task {
  const { escalatesAt, escalatedAt, assigneeId } = task;
  if (escalatesAt === null || escalatedAt !== null || escalatesAt > now) return task;
  const manager = escalation(task, owners);
  // The manager is gone meanwhile: it stays where it is, and nobody is waited for.
  if (!manager) return { ...task, escalatesAt: null };
  return { ...task, ...manager, escalatedAt: now, escalatedFrom: assigneeId };
}
