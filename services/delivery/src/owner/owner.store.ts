import { json } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { OwnerId } from '@perennial/kernel/ids';
import type { Owner, OwnerRole } from './owner.js';

const COLUMNS = `owner_id as "ownerId", version, role, team_id as "teamId", manager_id as "managerId", zone, locale, active`;

/** Newer versions replace older ones. */
export async function upsertOwners(tx: Transaction, owners: readonly Owner[]): Promise<void> {
  await tx.execute(
    `insert into owner as t (owner_id, version, role, team_id, manager_id, zone, locale, active)
     select distinct on ("ownerId") "ownerId", version, role, "teamId", "managerId", zone, locale, active
     from jsonb_to_recordset($1::jsonb) as r("ownerId" uuid, version int, role text, "teamId" uuid, "managerId" uuid,
       zone text, locale text, active boolean)
     order by "ownerId", version desc
     on conflict (owner_id) do update set version = excluded.version, role = excluded.role, team_id = excluded.team_id,
       manager_id = excluded.manager_id, zone = excluded.zone, locale = excluded.locale, active = excluded.active
     where excluded.version > t.version`,
    [json(owners)],
  );
}

/** Those owners and their managers, by id. */
export async function readOwners(sql: Sql, ownerIds: readonly OwnerId[]): Promise<ReadonlyMap<OwnerId, Owner>> {
  if (ownerIds.length === 0) return new Map();
  const rows = await sql.query<Owner>(
    `select ${COLUMNS} from owner
     where owner_id = any($1::uuid[])
       or owner_id in (select manager_id from owner where owner_id = any($1::uuid[]))`,
    [ownerIds],
  );
  return new Map(rows.map((owner) => [owner.ownerId, owner]));
}

/** Active owners of a role, the first `limit` by id. */
export async function readRole(sql: Sql, role: OwnerRole, limit: number): Promise<Owner[]> {
  return await sql.query<Owner>(`select ${COLUMNS} from owner where role = $1 and active order by owner_id limit $2`, [
    role,
    limit,
  ]);
}
