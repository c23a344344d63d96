import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import { idPart, instantPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import { findTask } from '../task/task.store.js';
import type { Task, TaskId } from '../task/task.js';
import { pageOfTasks, type TaskFilter } from './task-list.store.js';

/** The most urgent first. */
export const TASK_KEY = pageKey({ dueAt: instantPart, taskId: idPart<TaskId>() });

/** One task, or a page of them. */
@Injectable()
export class ListTasks {
  constructor(private readonly database: Database) {}

  async execute(filter: TaskFilter, size: number): Promise<Page<Task>> {
    return toPage(await pageOfTasks(this.database, filter, size + 1), size, TASK_KEY);
  }

  /** @throws DomainError TASK_NOT_FOUND */
  async find(taskId: TaskId): Promise<Task> {
    const task = await findTask(this.database, taskId);
    if (!task) throw new DomainError('TASK_NOT_FOUND', `there is no task ${taskId}`);
    return task;
  }
}
