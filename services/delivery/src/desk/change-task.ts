import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { OwnerId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import type { Owner } from '../owner/owner.js';
import { readOwners } from '../owner/owner.store.js';
import { escalatesAt } from '../task/assignment.js';
import { findTask, lockOpenTasks, writeTasks } from '../task/task.store.js';
import type { Task, TaskId } from '../task/task.js';

/** Null leaves it as it is. */
export interface TaskChange {
  readonly taskId: TaskId;
  readonly assigneeId: OwnerId | null;
  readonly dueAt: Instant | null;
}

/** Gives a task to somebody else, or puts it off. */
@Injectable()
export class ChangeTask {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  /** @throws DomainError TASK_NOT_FOUND, TASK_CLOSED, INVALID_REQUEST */
  async execute(change: TaskChange): Promise<Task> {
    return await this.database.transaction('delivery.change-task', async (tx) => {
      const [task] = await lockOpenTasks(tx, [change.taskId]);
      if (!task) {
        const known = await findTask(tx, change.taskId);
        if (!known) throw new DomainError('TASK_NOT_FOUND', `there is no task ${change.taskId}`);
        throw new DomainError('TASK_CLOSED', `the task is ${known.state} already`);
      }
      const doer = change.assigneeId ?? task.assigneeId;
      const owners = await readOwners(tx, doer === null ? [] : [doer]);
      const changed = changedTask(task, change, owners, this.clock.now());
      await writeTasks(tx, [changed]);
      tx.afterCommit(this.workSignal.waking('follow-tasks'));
      return { ...changed, version: task.version + 1 };
    });
  }
}

/** Pure: the task as it is from then on. @throws DomainError INVALID_REQUEST */
export function changedTask(
  task: Task,
  { assigneeId, dueAt }: TaskChange,
  owners: ReadonlyMap<OwnerId, Owner>,
  now: Instant,
): Task {
  const owner = assigneeId === null ? undefined : owners.get(assigneeId);
  if (assigneeId !== null && !owner?.active)
    refuse('assignee_id', 'unknown_owner', 'is an owner who is there, as contracts tells them');
  if (dueAt !== null && dueAt <= now) refuse('due_at', 'out_of_range', 'lies ahead');
  if (dueAt !== null && task.uselessAt !== null && dueAt > task.uselessAt)
    refuse('due_at', 'out_of_range', `is at most ${formatInstant(task.uselessAt)}, from when on it is of no use`);
  const assignment = owner
    ? { assigneeId, assigneeRole: owner.role, teamId: owner.teamId ?? task.teamId }
    : { assigneeId: task.assigneeId, assigneeRole: task.assigneeRole, teamId: task.teamId };
  const due = dueAt ?? task.dueAt;
  return { ...task, ...assignment, dueAt: due, escalatesAt: escalatesAt(assignment, due, owners) };
}

function refuse(field: string, rule: 'unknown_owner' | 'out_of_range', message: string): never {
  throw new DomainError('INVALID_REQUEST', `${field} ${message}`, { violations: [violation(field, rule, message)] });
}
