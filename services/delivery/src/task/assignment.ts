import type { OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Owner } from '../owner/owner.js';
import type { Assignment, Task } from './task.js';

type Owners = ReadonlyMap<OwnerId, Owner>;

/**
 * Who does the work of an owner: he himself, or his manager where he is not there any more. An owner of whom nothing is
 * known yet is taken at the word of whoever named him.
 */
export function assign(ownerId: OwnerId | null, teamId: TeamId | null, owners: Owners): Assignment {
  const owner = ownerId === null ? undefined : owners.get(ownerId);
  const team = teamId ?? owner?.teamId ?? null;
  if (!owner || owner.active) return { assigneeId: ownerId, assigneeRole: owner?.role ?? 'OWNER', teamId: team };
  const manager = activeManager(owner, owners);
  return { assigneeId: manager?.ownerId ?? null, assigneeRole: manager?.role ?? 'OWNER', teamId: team };
}

/** Who of finance does it: of the team where it has somebody, else the first one. */
export function assignFinance(finance: readonly Owner[], teamId: TeamId | null): Assignment {
  const found = finance.find((owner) => teamId !== null && owner.teamId === teamId) ?? finance[0];
  return { assigneeId: found?.ownerId ?? null, assigneeRole: 'FINANCE', teamId: found?.teamId ?? null };
}

/** When a task that is due then goes on to a manager; null without one. */
export function escalatesAt({ assigneeId }: Assignment, dueAt: Instant, owners: Owners): Instant | null {
  return managerOf(assigneeId, owners) === null ? null : dueAt;
}

/** To whom a task goes that was not done in time; null where nobody is above. */
export function escalation(
  { assigneeId, teamId }: Pick<Task, 'assigneeId' | 'teamId'>,
  owners: Owners,
): Assignment | null {
  const manager = managerOf(assigneeId, owners);
  return manager && { assigneeId: manager.ownerId, assigneeRole: manager.role, teamId: manager.teamId ?? teamId };
}

function managerOf(ownerId: OwnerId | null, owners: Owners): Owner | null {
  const owner = ownerId === null ? undefined : owners.get(ownerId);
  return (owner && activeManager(owner, owners)) ?? null;
}

function activeManager({ managerId }: Owner, owners: Owners): Owner | null {
  const manager = managerId === null ? undefined : owners.get(managerId);
  return manager?.active ? manager : null;
}
