import type { OwnerId } from '@perennial/kernel/ids';
import { teamOf, type Owner, type Team } from '../owner/owner.js';
import type { OwnerFact } from './import-record.js';

export interface DecidedOwner {
  readonly owner: Owner;
  readonly team: Team;
  readonly details: { readonly name: string; readonly email: string | null };
}

/** What a newer record of an owner makes of it; a change of team is owed to the customers (follow-owners.ts). */
export function decideOwner(fact: OwnerFact, id: OwnerId, before: Owner | undefined): DecidedOwner {
  const team = teamOf(fact.system, fact.team);
  const moved = before !== undefined && before.teamId !== team.id;
  return {
    owner: { id, teamId: team.id, version: (before?.version ?? 0) + 1, teamDue: moved || (before?.teamDue ?? false) },
    team,
    details: { name: fact.name, email: fact.email },
  };
}
