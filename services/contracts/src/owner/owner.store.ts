import type { Sql, Transaction } from '@perennial/database/database';
import type { OwnerId, RecipientId, TeamId } from '@perennial/kernel/ids';
import type { AddressKind } from '../person/person.js';
import { ADDRESS_KINDS_OF, PERSON_COLUMNS, type PersonRow, type StoredPerson } from '../person/person.store.js';
import type { Owner, OwnerRole, Team } from './owner.js';

export type StoredOwner = Owner & StoredPerson;

interface Row {
  readonly owner_id: OwnerId;
  readonly team_id: TeamId;
  readonly manager_id: OwnerId | null;
  readonly role: OwnerRole;
  readonly recipient_id: RecipientId | null;
  readonly address_kinds: readonly AddressKind[];
  readonly zone: string;
  readonly locale: string;
  readonly active: boolean;
  readonly version: number;
  readonly team_due: boolean;
}

const COLUMNS = `p.owner_id, p.team_id, p.manager_id, p.role, p.recipient_id,
  ${ADDRESS_KINDS_OF} as address_kinds, p.zone, p.locale, p.active, p.version, p.team_due`;

export async function lockOwners(tx: Transaction, ids: readonly OwnerId[]): Promise<Owner[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from owner p where p.owner_id = any($1::uuid[]) order by p.owner_id for update`,
    [ids],
  );
  return rows.map(toOwner);
}

export async function findOwners(sql: Sql, ids: readonly OwnerId[]): Promise<Owner[]> {
  const rows = await sql.query<Row>(`select ${COLUMNS} from owner p where p.owner_id = any($1::uuid[])`, [ids]);
  return rows.map(toOwner);
}

/** Owners with name and addresses, encrypted. */
export async function storedOwners(sql: Sql, ids: readonly OwnerId[]): Promise<StoredOwner[]> {
  const rows = await sql.query<Row & PersonRow>(
    `select ${COLUMNS}, ${PERSON_COLUMNS.select} from owner p where p.owner_id = any($1::uuid[])`,
    [ids],
  );
  return rows.map((row) => ({ ...toOwner(row), ...PERSON_COLUMNS.read(row) }));
}

/** A page in the order of ids, locked. @param after id before the page */
export async function lockOwnerPage(tx: Transaction, after: OwnerId | null, limit: number): Promise<Owner[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from owner p where $1::uuid is null or p.owner_id > $1::uuid
     order by p.owner_id limit $2 for update`,
    [after, limit],
  );
  return rows.map(toOwner);
}

export async function saveTeams(tx: Transaction, teams: readonly Team[]): Promise<void> {
  if (teams.length === 0) return;
  await tx.execute(
    `insert into team (team_id, name) select * from unnest($1::uuid[], $2::text[]) as t(team_id, name)
     order by team_id on conflict (team_id) do nothing`,
    [teams.map((t) => t.id), teams.map((t) => t.name)],
  );
}

export async function saveOwners(tx: Transaction, owners: readonly StoredOwner[]): Promise<void> {
  if (owners.length === 0) return;
  await tx.execute(
    `insert into owner (owner_id, team_id, manager_id, role, recipient_id, zone, locale, active, version, team_due,
       ${PERSON_COLUMNS.names})
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[],
       $8::boolean[], $9::int[], $10::boolean[], ${PERSON_COLUMNS.parameters(11)})
     on conflict (owner_id) do update set team_id = excluded.team_id, manager_id = excluded.manager_id,
       role = excluded.role, recipient_id = excluded.recipient_id, zone = excluded.zone, locale = excluded.locale,
       active = excluded.active, version = excluded.version, team_due = excluded.team_due,
       set_aside_reason = null, ${PERSON_COLUMNS.update}`,
    [
      owners.map((o) => o.id),
      owners.map((o) => o.teamId),
      owners.map((o) => o.managerId),
      owners.map((o) => o.role),
      owners.map((o) => o.recipientId),
      owners.map((o) => o.zone),
      owners.map((o) => o.locale),
      owners.map((o) => o.active),
      owners.map((o) => o.version),
      owners.map((o) => o.teamDue),
      ...PERSON_COLUMNS.values(owners),
    ],
  );
}

/**
 * One owner whose customers still carry another team; nobody else works on it meanwhile. @param only null: whichever;
 * else of these ids
 */
export async function claimTeamDue(tx: Transaction, only: readonly string[] | null): Promise<Owner | undefined> {
  const [row] = await tx.query<Row>(
    `select ${COLUMNS} from owner p
     where p.team_due and p.set_aside_reason is null and ($1::uuid[] is null or p.owner_id = any($1))
     order by p.owner_id limit 1 for update skip locked`,
    [only],
  );
  return row && toOwner(row);
}

export async function clearTeamDue(tx: Transaction, id: OwnerId): Promise<void> {
  await tx.execute(`update owner set team_due = false where owner_id = $1::uuid`, [id]);
}

/** Sorted, so that the index on team_due answers and not the table, of which nearly no row is meant. */
export async function anyTeamDue(sql: Sql): Promise<boolean> {
  const due = 'team_due and set_aside_reason is null';
  return (await sql.query(`select 1 from owner where ${due} order by owner_id limit 1`, [])).length > 0;
}

export async function setOwnerAside(sql: Sql, id: OwnerId, reason: string): Promise<void> {
  await sql.execute('update owner set set_aside_reason = $2 where owner_id = $1', [id, reason]);
}

function toOwner(row: Row): Owner {
  return {
    id: row.owner_id,
    teamId: row.team_id,
    managerId: row.manager_id,
    role: row.role,
    recipientId: row.recipient_id,
    addressKinds: row.address_kinds,
    zone: row.zone,
    locale: row.locale,
    active: row.active,
    version: row.version,
    teamDue: row.team_due,
  };
}
