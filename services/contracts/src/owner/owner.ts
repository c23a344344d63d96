import { derivedId, type OwnerId, type TeamId } from '@perennial/kernel/ids';

/** Who looks after customers. Name and email are personal data and sealed. */
export interface Owner {
  readonly id: OwnerId;
  readonly teamId: TeamId;
  readonly version: number;
  /** Customers still carry an earlier team. */
  readonly teamDue: boolean;
}

export interface Team {
  readonly id: TeamId;
  readonly name: string;
}

/** A team is known by its name within a source system. */
export function teamOf(system: string, name: string): Team {
  return { id: derivedId<TeamId>('team', system, name), name };
}
