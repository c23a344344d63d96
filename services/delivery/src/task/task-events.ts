import { newEvent, type NewEvent } from '@perennial/events/event';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { NewTask, Task, TaskRider } from './task.js';

const about = (riders: readonly TaskRider[]) =>
  riders.map(({ reminderId, termId }) => ({ reminderId: reminderId ?? '', termId }));

export function taskOpened(task: NewTask): NewEvent {
  return newEvent('task.opened', {
    taskId: task.taskId,
    customerId: task.customerId,
    kind: task.kind,
    assigneeId: task.assigneeId ?? '',
    teamId: task.teamId ?? '',
    riders: about(task.riders),
    dueAt: formatInstant(task.dueAt),
    reason: task.reason,
  });
}

/** @param at when it ended. */
export function taskClosed({ taskId, customerId, kind, riders, outcome, state }: Task, at: Instant): NewEvent {
  return newEvent('task.closed', {
    taskId,
    customerId,
    kind,
    outcome: outcome ?? '',
    riders: about(riders),
    closedAt: formatInstant(at),
    state,
  });
}
