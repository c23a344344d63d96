import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { enumNames } from '@perennial/proto/enum-names';
import {
  TaskKind,
  TaskOutcome,
  TaskState,
  type Task as TaskMessage,
} from '@perennial/proto/gen/perennial/delivery/v1/task';
import { AddresseeKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { OWNER_ROLES } from '../owner/owner.js';
import type { Task } from '../task/task.js';

const KINDS = enumNames('TASK_KIND_', TaskKind);
const STATES = enumNames('TASK_STATE_', TaskState);
const OUTCOMES = enumNames('TASK_OUTCOME_', TaskOutcome);
const ADDRESSEES = enumNames('ADDRESSEE_KIND_', AddresseeKind);

export function taskMessage(task: Task): TaskMessage {
  const { riders, addressee, outcome } = task;
  return {
    taskId: task.taskId,
    kind: KINDS.value(task.kind),
    state: STATES.value(task.state),
    outcome: outcome === null ? TaskOutcome.TASK_OUTCOME_UNSPECIFIED : OUTCOMES.value(outcome),
    note: task.note,
    customerId: task.customerId,
    contractIds: [...new Set(riders.map(({ contractId }) => contractId))],
    termIds: [...new Set(riders.map(({ termId }) => termId))],
    addressee: addressee === null ? undefined : { kind: ADDRESSEES.value(addressee.kind), id: addressee.id },
    assigneeId: task.assigneeId ?? '',
    assigneeRole: OWNER_ROLES.value(task.assigneeRole),
    teamId: task.teamId ?? '',
    reason: task.reason,
    title: task.title,
    script: task.script,
    openedAt: formatInstant(task.openedAt),
    dueAt: formatInstant(task.dueAt),
    escalatesAt: optional(task.escalatesAt),
    escalatedAt: optional(task.escalatedAt),
    closedAt: optional(task.closedAt),
    closedBy: task.closedBy ?? '',
    messageId: task.messageId ?? '',
    version: task.version,
    escalatedFrom: task.escalatedFrom ?? '',
    uselessAt: optional(task.uselessAt),
  };
}

function optional(at: Instant | null): string | undefined {
  return at === null ? undefined : formatInstant(at);
}
