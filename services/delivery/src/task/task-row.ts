import type { ContractId, ReminderId, TermId } from '@perennial/kernel/ids';
import type { Task, TaskRider } from './task.js';

/** A row as the statements below give it: riders as three arrays of one length. */
export type TaskRow = Omit<Task, 'riders'> & {
  readonly reminderIds: readonly (ReminderId | null)[];
  readonly termIds: readonly TermId[];
  readonly contractIds: readonly ContractId[];
};

export function toTask({ reminderIds, termIds, contractIds, ...task }: TaskRow): Task {
  const riders = termIds.map((termId, n): TaskRider => ({
    termId,
    contractId: contractIds[n] as ContractId,
    reminderId: reminderIds[n] ?? null,
  }));
  return { ...task, riders };
}
