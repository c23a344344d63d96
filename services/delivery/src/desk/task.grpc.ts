import { Controller } from '@nestjs/common';
import type { CustomerId, OwnerId, TermId } from '@perennial/kernel/ids';
import { enumNames } from '@perennial/proto/enum-names';
import {
  TaskOutcome,
  TaskServiceControllerMethods,
  TaskState,
  type ChangeTaskRequest,
  type ChangeTaskResponse,
  type CloseTaskRequest,
  type CloseTaskResponse,
  type GetTaskCalendarLinkRequest,
  type GetTaskCalendarLinkResponse,
  type GetTaskCalendarRequest,
  type GetTaskCalendarResponse,
  type GetTaskRequest,
  type GetTaskResponse,
  type ListTasksRequest,
  type ListTasksResponse,
  type TaskServiceController,
} from '@perennial/proto/gen/perennial/delivery/v1/task';
import { readRequest } from '@perennial/service/grpc/request-check';
import type { TaskId } from '../task/task.js';
import { ChangeTask } from './change-task.js';
import { CloseTask } from './close-task.js';
import { GetCalendar } from './get-calendar.js';
import { ListTasks, TASK_KEY } from './list-tasks.js';
import { taskMessage } from './task-message.js';

const STATES = enumNames('TASK_STATE_', TaskState);
const OUTCOMES = enumNames('TASK_OUTCOME_', TaskOutcome);
const LONGEST_NOTE = 2_000;

@Controller()
@TaskServiceControllerMethods()
export class TaskGrpc implements TaskServiceController {
  constructor(
    private readonly list: ListTasks,
    private readonly close: CloseTask,
    private readonly change: ChangeTask,
    private readonly calendar: GetCalendar,
  ) {}

  async getTask({ taskId }: GetTaskRequest): Promise<GetTaskResponse> {
    const task = await this.list.find(readRequest((check) => check.id<TaskId>('task_id', taskId)));
    return { task: taskMessage(task) };
  }

  async listTasks(request: ListTasksRequest): Promise<ListTasksResponse> {
    const { size, ...filter } = readRequest((check) => ({
      assigneeId: check.optionalId<OwnerId>('assignee_id', request.assigneeId),
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      termId: check.optionalId<TermId>('term_id', request.termId),
      state: check.optionalEnum('state', STATES, request.state),
      after: check.pageToken(TASK_KEY, request.pageToken),
      size: check.pageSize(request.pageSize),
    }));
    const { rows, nextPageToken } = await this.list.execute(filter, size);
    return { tasks: rows.map(taskMessage), nextPageToken };
  }

  async closeTask(request: CloseTaskRequest): Promise<CloseTaskResponse> {
    const answer = readRequest((check) => ({
      taskId: check.id<TaskId>('task_id', request.taskId),
      outcome: check.enum('outcome', OUTCOMES, request.outcome),
      note: check.optionalText('note', request.note.replaceAll(/\r\n?|\n/g, ' '), LONGEST_NOTE),
      closedBy: check.optionalId<OwnerId>('closed_by', request.closedBy),
    }));
    return { task: taskMessage(await this.close.execute(answer)) };
  }

  async changeTask(request: ChangeTaskRequest): Promise<ChangeTaskResponse> {
    const change = readRequest((check) => {
      if (request.assigneeId === '' && !request.dueAt)
        check.refuse('assignee_id', 'one_of', 'or due_at is given: otherwise nothing changes');
      return {
        taskId: check.id<TaskId>('task_id', request.taskId),
        assigneeId: check.optionalId<OwnerId>('assignee_id', request.assigneeId),
        dueAt: check.optionalInstant('due_at', request.dueAt),
      };
    });
    return { task: taskMessage(await this.change.execute(change)) };
  }

  async getTaskCalendar({ token }: GetTaskCalendarRequest): Promise<GetTaskCalendarResponse> {
    return { calendar: await this.calendar.execute(token) };
  }

  async getTaskCalendarLink({ ownerId }: GetTaskCalendarLinkRequest): Promise<GetTaskCalendarLinkResponse> {
    const owner = readRequest((check) => check.id<OwnerId>('owner_id', ownerId));
    return Promise.resolve({ token: this.calendar.link(owner) });
  }
}
