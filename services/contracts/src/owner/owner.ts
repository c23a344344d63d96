import { derivedId, type OwnerId, type RecipientId, type TeamId } from '@perennial/kernel/ids';
import type { AddressKind } from '../person/person.js';

export const OWNER_ROLES = ['OWNER', 'MANAGER', 'DIRECTOR', 'FINANCE'] as const;
export type OwnerRole = (typeof OWNER_ROLES)[number];

/** A person of one's own company who looks after customers, without name and addresses: those are encrypted. */
export interface Owner {
  readonly id: OwnerId;
  readonly teamId: TeamId;
  /** Who is told when the owner does nothing; null = nobody. */
  readonly managerId: OwnerId | null;
  readonly role: OwnerRole;
  /** The primary address, shared with every contact or owner who has it; null = no address. */
  readonly recipientId: RecipientId | null;
  /** Kinds of address that the owner has. */
  readonly addressKinds: readonly AddressKind[];
  readonly zone: string;
  readonly locale: string;
  /** False: the owner has left. What they owned stays theirs until it is given to somebody. */
  readonly active: boolean;
  readonly version: number;
  /** Customers still carry an earlier team. */
  readonly teamDue: boolean;
}

/** Whether two states of an owner look the same from outside. */
export function sameOwner(a: Owner, b: Owner): boolean {
  return (
    a.teamId === b.teamId &&
    a.managerId === b.managerId &&
    a.role === b.role &&
    a.recipientId === b.recipientId &&
    a.addressKinds.join() === b.addressKinds.join() &&
    a.zone === b.zone &&
    a.locale === b.locale &&
    a.active === b.active
  );
}

export interface Team {
  readonly id: TeamId;
  readonly name: string;
}

/** A team is known by its name within a source system. */
export function teamOf(system: string, name: string): Team {
  return { id: derivedId<TeamId>('team', system, name), name };
}
