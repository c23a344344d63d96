import type { Sql, Transaction } from '@perennial/database/database';
import type { Sealed } from '../contact/field-cipher.js';
import type { Owner, Team } from './owner.js';

export interface StoredOwner extends Owner {
  readonly sealed: Sealed<'name' | 'email'>;
}

const COLUMNS = `o.id, o.team_id as "teamId", o.version, o.team_due as "teamDue"`;

export async function lockOwners(tx: Transaction, ids: readonly string[]): Promise<Owner[]> {
  return await tx.query<Owner>(`select ${COLUMNS} from owner o where o.id = any($1::uuid[]) order by o.id for update`, [
    ids,
  ]);
}

export async function findOwners(sql: Sql, ids: readonly string[]): Promise<Owner[]> {
  return await sql.query<Owner>(`select ${COLUMNS} from owner o where o.id = any($1::uuid[])`, [ids]);
}

export async function saveOwners(
  tx: Transaction,
  owners: readonly StoredOwner[],
  teams: readonly Team[],
): Promise<void> {
  if (owners.length === 0) return;
  await tx.execute(
    `insert into team (id, name) select * from unnest($1::uuid[], $2::text[]) as t(id, name) order by id on conflict do nothing`,
    [teams.map((t) => t.id), teams.map((t) => t.name)],
  );
  await tx.execute(
    `insert into owner (id, team_id, version, team_due, key_id, wrapped_key, name_sealed, email_sealed)
     select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::boolean[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[])
     on conflict (id) do update set team_id = excluded.team_id, version = excluded.version, team_due = excluded.team_due, key_id = excluded.key_id,
       wrapped_key = excluded.wrapped_key, name_sealed = excluded.name_sealed, email_sealed = excluded.email_sealed`,
    [
      owners.map((o) => o.id),
      owners.map((o) => o.teamId),
      owners.map((o) => o.version),
      owners.map((o) => o.teamDue),
      owners.map((o) => o.sealed.keyId),
      owners.map((o) => o.sealed.wrappedKey),
      owners.map((o) => o.sealed.fields.name),
      owners.map((o) => o.sealed.fields.email),
    ],
  );
}

/** One owner whose customers still carry another team; nobody else works on it meanwhile. */
export async function claimTeamDue(tx: Transaction): Promise<Owner | undefined> {
  const [owner] = await tx.query<Owner>(
    `select ${COLUMNS} from owner o where o.team_due order by o.id limit 1 for update skip locked`,
    [],
  );
  return owner;
}

export async function clearTeamDue(tx: Transaction, id: string): Promise<void> {
  await tx.execute(`update owner set team_due = false where id = $1::uuid`, [id]);
}
