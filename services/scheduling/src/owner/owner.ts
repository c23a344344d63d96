import { toId, type OwnerId, type RecipientId, type TeamId } from '@perennial/kernel/ids';
import { enumNames } from '@perennial/proto/enum-names';
import type { OwnerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { OwnerRole as WireRole } from '@perennial/proto/gen/perennial/types/v1/types';
import { channelsOf } from '../channel/channel.js';

export const OWNER_ROLES = enumNames('OWNER_ROLE_', WireRole);
export type OwnerRole = (typeof OWNER_ROLES.words)[number];

/** Replica of an owner, a person of one's own company, as of `version`. */
export interface Owner {
  readonly ownerId: OwnerId;
  readonly version: number;
  readonly role: OwnerRole;
  readonly teamId: TeamId | null;
  readonly managerId: OwnerId | null;
  /** The primary address; null when there is none. */
  readonly recipientId: RecipientId | null;
  /** On which the owner can be reached, in lower case, as policies name them. */
  readonly channels: readonly string[];
  /** Empty where contracts knows none. */
  readonly zone: string;
  readonly locale: string;
  readonly active: boolean;
}

/** Reads the event form of an owner. Throws BAD_ID. Whoever has no role is an owner. */
export function ownerOf(snapshot: OwnerSnapshot): Owner {
  return {
    ownerId: toId<OwnerId>(snapshot.ownerId),
    version: snapshot.version,
    role: OWNER_ROLES.word(snapshot.role) ?? 'OWNER',
    teamId: snapshot.teamId === '' ? null : toId<TeamId>(snapshot.teamId),
    managerId: snapshot.managerId === '' ? null : toId<OwnerId>(snapshot.managerId),
    recipientId: snapshot.recipientId === '' ? null : toId<RecipientId>(snapshot.recipientId),
    channels: channelsOf(snapshot.channels),
    zone: snapshot.zone,
    locale: snapshot.locale,
    active: snapshot.active,
  };
}
