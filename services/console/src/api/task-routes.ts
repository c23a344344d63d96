import * as delivery from '@perennial/proto/gen/perennial/delivery/v1/task';
import { get, post, type Route } from './route.js';

const { TaskServiceService: task } = delivery;

/** What people are asked to do (docs/tasks.md). */
export const TASK_ROUTES: readonly Route[] = [
  get(
    '/api/v1/tasks',
    'Tasks by who does them, customer, term and state, the most urgent first (docs/tasks.md)',
    'tasks',
    'listTasks',
    task.listTasks,
    delivery.ListTasksRequest,
    delivery.ListTasksResponse,
  ),
  get(
    '/api/v1/tasks/:taskId',
    'One task',
    'tasks',
    'getTask',
    task.getTask,
    delivery.GetTaskRequest,
    delivery.GetTaskResponse,
  ),
  post(
    '/api/v1/tasks/:taskId/close',
    'Tell what came of a task',
    'tasks',
    'closeTask',
    task.closeTask,
    delivery.CloseTaskRequest,
    delivery.CloseTaskResponse,
  ),
  post(
    '/api/v1/tasks/:taskId/change',
    'Give a task to somebody else, or put it off',
    'tasks',
    'changeTask',
    task.changeTask,
    delivery.ChangeTaskRequest,
    delivery.ChangeTaskResponse,
  ),
  get(
    '/api/v1/owners/:ownerId/task-calendar',
    "The token of the feed of an owner's tasks: /tasks/calendar/<token>.ics",
    'tasks',
    'getTaskCalendarLink',
    task.getTaskCalendarLink,
    delivery.GetTaskCalendarLinkRequest,
    delivery.GetTaskCalendarLinkResponse,
  ),
];
