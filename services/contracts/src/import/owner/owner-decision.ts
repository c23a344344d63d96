import type { OwnerId } from '@perennial/kernel/ids';
import type { OwnerToEncrypt } from '../../owner/encrypt-owners.js';
import { teamOf, type Owner, type Team } from '../../owner/owner.js';
import { ADDRESS_KINDS } from '../../person/person.js';
import type { OwnerFact } from './owner-fact.js';

export interface DecidedOwner extends OwnerToEncrypt {
  readonly team: Team;
}

/** What a newer record of an owner makes of it; a change of team is owed to the customers (follow-owners.ts). */
export function decideOwner(
  fact: OwnerFact,
  id: OwnerId,
  managerId: OwnerId | null,
  before: Owner | undefined,
): DecidedOwner {
  const team = teamOf(fact.system, fact.team);
  const moved = before !== undefined && before.teamId !== team.id;
  const { name, email, phone, wecom, role, zone, locale, active } = fact;
  return {
    owner: {
      id,
      teamId: team.id,
      managerId,
      role,
      addressKinds: ADDRESS_KINDS.filter((kind) => fact[kind] !== null),
      zone,
      locale,
      active,
      version: before?.version ?? 0,
      teamDue: moved || (before?.teamDue ?? false),
    },
    team,
    details: { name, email, phone, wecom },
    before,
  };
}
