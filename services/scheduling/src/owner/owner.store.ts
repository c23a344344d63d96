import { json } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { OwnerId } from '@perennial/kernel/ids';
import type { Owner } from './owner.js';

/** Newer versions replace older ones. @returns ids of those that were new or newer than the replica. */
export async function upsertOwners(tx: Transaction, owners: readonly Owner[]): Promise<OwnerId[]> {
  const rows = await tx.query<{ ownerId: OwnerId }>(
    `insert into owner as t
       (owner_id, version, role, team_id, manager_id, recipient_id, channels, zone, locale, active)
     select distinct on ("ownerId")
       "ownerId", version, role, "teamId", "managerId", "recipientId", channels, zone, locale, active
     from jsonb_to_recordset($1::jsonb) as r("ownerId" uuid, version int, role text, "teamId" uuid, "managerId" uuid,
       "recipientId" uuid, channels text[], zone text, locale text, active boolean)
     order by "ownerId", version desc
     on conflict (owner_id) do update set version = excluded.version, role = excluded.role, team_id = excluded.team_id,
       manager_id = excluded.manager_id, recipient_id = excluded.recipient_id, channels = excluded.channels,
       zone = excluded.zone, locale = excluded.locale, active = excluded.active
     where excluded.version > t.version
     returning owner_id as "ownerId"`,
    [json(owners)],
  );
  return rows.map(({ ownerId }) => ownerId);
}

/** Those owners, their managers, and whoever is told by role. */
export async function readOwners(sql: Sql, ownerIds: readonly OwnerId[]): Promise<Owner[]> {
  return await sql.query<Owner>(
    `select owner_id as "ownerId", version, role, team_id as "teamId", manager_id as "managerId",
       recipient_id as "recipientId", channels, zone, locale, active
     from owner
     where owner_id = any($1::uuid[]) or role <> 'OWNER'
       or owner_id in (select manager_id from owner where owner_id = any($1::uuid[]))`,
    [ownerIds],
  );
}
