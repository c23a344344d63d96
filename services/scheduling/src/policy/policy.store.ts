import { json, jsonArray, timestamptz } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';
import type { PolicyDocument, PolicyVersion, StoredPolicy } from './policy.js';

const COLUMNS = `name, version, document, active, saved_at as "savedAt"`;

/** The active version of each policy, by name. */
export async function listActivePolicies(sql: Sql): Promise<PolicyVersion[]> {
  return await sql.query<PolicyVersion>(`select ${COLUMNS} from policy where active order by name limit 1000`, []);
}

/** @param version 0 for the newest. */
export async function findPolicy(sql: Sql, name: string, version: number): Promise<PolicyVersion | undefined> {
  const [policy] = await sql.query<PolicyVersion>(
    `select ${COLUMNS} from policy where name = $1 and ($2 = 0 or version = $2) order by version desc limit 1`,
    [name, version],
  );
  return policy;
}

/** Saves the next version and makes it the active one; savers of one name queue up. */
export async function saveNextVersion(
  tx: Transaction,
  policy: PolicyDocument,
  document: string,
  now: Instant,
): Promise<PolicyVersion> {
  const [, , [saved]] = await tx.pipeline([
    tx.execute(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`policy:${policy.policy}`]),
    tx.execute(`update policy set active = false where name = $1 and active`, [policy.policy]),
    tx.query<PolicyVersion>(
      `insert into policy (name, version, document, compiled, active, saved_at, marked)
       select $1, coalesce(max(version), 0) + 1, $2, $3::jsonb, true, $4::timestamptz, false from policy where name = $1
       returning ${COLUMNS}`,
      [policy.policy, document, json(policy), timestamptz(now)],
    ),
  ]);
  return saved as PolicyVersion;
}

/** Retires the active version; undefined where there is none. Its terms are marked as after a save. */
export async function retirePolicy(tx: Transaction, name: string): Promise<PolicyVersion | undefined> {
  const [, [retired]] = await tx.pipeline([
    tx.execute(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`policy:${name}`]),
    tx.query<PolicyVersion>(
      `update policy set active = false, marked = false, marked_to = null where name = $1 and active
       returning ${COLUMNS}`,
      [name],
    ),
  ]);
  return retired;
}

export interface Preset {
  readonly policy: PolicyDocument;
  readonly document: string;
}

/** Keeps presets whose name is not taken. */
export async function insertMissingPresets(tx: Transaction, presets: readonly Preset[], now: Instant): Promise<void> {
  await tx.execute(
    `insert into policy (name, version, document, compiled, active, saved_at, marked)
     select n, 1, d, c, true, $4::timestamptz, false from unnest($1::text[], $2::text[], $3::jsonb[]) as r(n, d, c)
     where not exists (select 1 from policy p where p.name = n) on conflict do nothing`,
    [
      presets.map((p) => p.policy.policy),
      presets.map((p) => p.document),
      jsonArray(presets.map((p) => p.policy)),
      timestamptz(now),
    ],
  );
}

/** What is to be compiled: the active version of each policy, by name. */
export async function readActivePolicies(sql: Sql): Promise<StoredPolicy[]> {
  return await sql.query<StoredPolicy>(`select name, version, compiled from policy where active order by name`, []);
}

/** Versions of a policy before one, the newest first. */
export async function readOlderVersions(
  sql: Sql,
  { name, version }: Pick<StoredPolicy, 'name' | 'version'>,
): Promise<StoredPolicy[]> {
  return await sql.query<StoredPolicy>(
    `select name, version, compiled from policy where name = $1 and version < $2 order by version desc limit 20`,
    [name, version],
  );
}

/** Names and versions of what is active: cheap enough to be asked each round, so that a saved policy counts at once. */
export async function readActiveStamp(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ stamp: string | null }>(
    `select string_agg(name || '@' || version, ',' order by name) as stamp from policy where active`,
    [],
  );
  return row?.stamp ?? '';
}
