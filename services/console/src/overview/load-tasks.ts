import { TaskState, type Task } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { unary } from '@perennial/service/grpc/client';
import type { Peers } from '../api/peers.client.js';
import { DEADLINE_MS } from './load-reminder-rows.js';

const SHOWN = 50;

/** A page of open tasks, with the names of customers. */
export interface TaskList {
  readonly tasks: readonly Task[];
  readonly names: ReadonlyMap<string, string>;
  /** Whose tasks are shown; empty = everybody's. */
  readonly assigneeId: string;
  /** Token of the assignee's feed; empty where no one is chosen. */
  readonly calendarToken: string;
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** @throws DomainError INVALID_REQUEST, PEER_UNAVAILABLE */
export async function loadTasks(peers: Peers, assigneeId: string, pageToken: string): Promise<TaskList> {
  const any = { customerId: '', termId: '', state: TaskState.TASK_STATE_OPEN, pageSize: SHOWN };
  const { tasks, nextPageToken } = await unary(
    peers.tasks,
    'listTasks',
    { ...any, assigneeId, pageToken },
    DEADLINE_MS,
  );
  const customerIds = [...new Set(tasks.map(({ customerId }) => customerId))];
  const question = { nameContains: '', customerIds, incomplete: false, pageSize: SHOWN, pageToken: '' };
  const [customers, link] = await Promise.all([
    customerIds.length === 0
      ? []
      : unary(peers.customers, 'listCustomers', question, DEADLINE_MS).then((of) => of.customers),
    assigneeId === '' ? { token: '' } : unary(peers.tasks, 'getTaskCalendarLink', { ownerId: assigneeId }, DEADLINE_MS),
  ]);
  const names = new Map(customers.map(({ customerId, name }) => [customerId, name]));
  return { tasks, names, assigneeId, calendarToken: link.token, nextPageToken };
}
