import type { OwnerId } from '@perennial/kernel/ids';
import { violation } from '@perennial/kernel/violation';
import type { OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ownerRoleFromJSON } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RecordKind } from '../record-kind.js';
import { decideOwner } from './owner-decision.js';
import type { OwnerFact } from './owner-fact.js';
import { validateOwner } from './validate-owner.js';

export const OWNER_RECORDS: RecordKind<OwnerRecord, OwnerFact> = {
  columns: {
    required: ['source_id', 'name', 'team'],
    optional: ['version', 'email', 'phone', 'wecom', 'manager', 'role', 'zone', 'locale', 'left'],
  },
  fromCells: (cells) => ({
    source: cells.source(),
    name: cells.text('name'),
    team: cells.text('team'),
    email: cells.text('email'),
    phone: cells.text('phone'),
    addresses: cells.addresses(),
    manager: cells.text('manager'),
    role: cells.enum('role', 'OWNER_ROLE_', ownerRoleFromJSON),
    zone: cells.text('zone'),
    locale: cells.text('locale'),
    left: cells.boolean('left', false),
  }),
  validate: validateOwner,
  rows: () => 7,
  pointsAt: ({ manager, system }) => (manager === null ? null : { kind: 'owner', system, sourceId: manager }),
  decide(round, fact, id, pointedId) {
    const [ownerId, managerId] = [id as OwnerId, pointedId as OwnerId | null];
    if (managerId !== null && !round.teamOf.has(managerId))
      return [violation('manager', 'unknown_owner', 'no owner of this source id has been taken')];
    const decided = decideOwner(fact, ownerId, managerId, round.loaded.owners.get(ownerId));
    round.owners.push(decided);
    round.teamOf.set(ownerId, decided.owner.teamId);
    return null;
  },
};
