import type { OwnerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { OwnerRole } from '@perennial/proto/gen/perennial/types/v1/types';
import { channelOf } from '../person/channel.js';
import type { Owner } from './owner.js';

/** The state of an owner as events carry it: ids only, no name or address. */
export function ownerSnapshot(owner: Owner): OwnerSnapshot {
  return {
    ownerId: owner.id,
    version: owner.version,
    role: `OWNER_ROLE_${owner.role}` as OwnerRole,
    teamId: owner.teamId,
    managerId: owner.managerId ?? '',
    recipientId: owner.recipientId ?? '',
    channels: owner.addressKinds.map(channelOf),
    zone: owner.zone,
    locale: owner.locale,
    active: owner.active,
  };
}
