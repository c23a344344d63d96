import { toId, type OwnerId, type TeamId } from '@perennial/kernel/ids';
import { enumNames } from '@perennial/proto/enum-names';
import type { OwnerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { OwnerRole as WireRole } from '@perennial/proto/gen/perennial/types/v1/types';

export const OWNER_ROLES = enumNames('OWNER_ROLE_', WireRole);
export type OwnerRole = (typeof OWNER_ROLES.words)[number];

/** Replica of an owner as of `version`: who does tasks, and to whom they go when they are not done. */
export interface Owner {
  readonly ownerId: OwnerId;
  readonly version: number;
  readonly role: OwnerRole;
  readonly teamId: TeamId | null;
  readonly managerId: OwnerId | null;
  /** Empty where contracts knows none. */
  readonly zone: string;
  readonly locale: string;
  readonly active: boolean;
}

/** Reads the event form. Throws BAD_ID. Whoever has no role is an owner. */
export function ownerOf(snapshot: OwnerSnapshot): Owner {
  const { ownerId, version, role, teamId, managerId, zone, locale, active } = snapshot;
  return {
    ownerId: toId<OwnerId>(ownerId),
    version,
    role: OWNER_ROLES.word(role) ?? 'OWNER',
    teamId: teamId === '' ? null : toId<TeamId>(teamId),
    managerId: managerId === '' ? null : toId<OwnerId>(managerId),
    zone,
    locale,
    active,
  };
}
