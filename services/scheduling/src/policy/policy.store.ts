import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@perennial/database/database';
import { json, timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { PolicyDocument, PolicyVersion } from './policy.js';

const COLUMNS = `name, version, document, active, saved_at as "savedAt"`;

/** A version as it was read when it was saved, perhaps by a newer build. */
export interface StoredPolicy {
  readonly name: string;
  readonly version: number;
  readonly compiled: PolicyDocument;
}

/** Rows of policy. */
@Injectable()
export class PolicyStore {
  async list(sql: Sql): Promise<PolicyVersion[]> {
    return await sql.query<PolicyVersion>(`select ${COLUMNS} from policy where active order by name limit 1000`, []);
  }

  /** @param version 0 for the newest. */
  async read(sql: Sql, name: string, version: number): Promise<PolicyVersion | undefined> {
    const [row] = await sql.query<PolicyVersion>(
      `select ${COLUMNS} from policy where name = $1 and ($2 = 0 or version = $2) order by version desc limit 1`,
      [name, version],
    );
    return row;
  }

  /** Saves the next version and makes it the active one; savers of one name queue up. */
  async saveNext(tx: Transaction, policy: PolicyDocument, document: string, now: Instant): Promise<PolicyVersion> {
    await tx.execute(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`policy:${policy.policy}`]);
    await tx.execute(`update policy set active = false where name = $1 and active`, [policy.policy]);
    const rows = await tx.query<PolicyVersion>(
      `insert into policy (name, version, document, compiled, active, saved_at, marked)
       select $1, coalesce(max(version), 0) + 1, $2, $3::jsonb, true, $4::timestamptz, false from policy where name = $1
       returning ${COLUMNS}`,
      [policy.policy, document, json(policy), timestamptz(now)],
    );
    return rows[0] as PolicyVersion;
  }

  /** Keeps presets whose name is not taken. */
  async insertMissing(
    tx: Transaction,
    presets: readonly { policy: PolicyDocument; document: string }[],
    now: Instant,
  ): Promise<void> {
    await tx.execute(
      `insert into policy (name, version, document, compiled, active, saved_at, marked)
       select n, 1, d, c::jsonb, true, $4::timestamptz, false from unnest($1::text[], $2::text[], $3::text[]) as r(n, d, c)
       where not exists (select 1 from policy p where p.name = n) on conflict do nothing`,
      [
        presets.map((p) => p.policy.policy),
        presets.map((p) => p.document),
        presets.map((p) => json(p.policy)),
        timestamptz(now),
      ],
    );
  }

  async active(sql: Sql): Promise<StoredPolicy[]> {
    return await sql.query(`select name, version, compiled from policy where active order by name`, []);
  }

  /** Versions of a policy before one, the newest first. */
  async before(sql: Sql, { name, version }: StoredPolicy): Promise<StoredPolicy[]> {
    return await sql.query(
      `select name, version, compiled from policy where name = $1 and version < $2 order by version desc limit 20`,
      [name, version],
    );
  }

  /**
   * Names and versions of what is active: cheap enough to be asked each round, so that a saved policy counts at once.
   */
  async activeStamp(sql: Sql): Promise<string> {
    const [row] = await sql.query<{ stamp: string | null }>(
      `select string_agg(name || '@' || version, ',' order by name) as stamp from policy where active`,
      [],
    );
    return row?.stamp ?? '';
  }

  /** Has the terms marked for planning once more where an active policy addresses owners. */
  async unmarkInternal(tx: Transaction): Promise<void> {
    await tx.execute(
      `update policy set marked = false, marked_to = null
       where active and compiled @> '{"steps": [{"audience": "INTERNAL"}]}'`,
      [],
    );
  }

  async claimUnmarked(
    tx: Transaction,
  ): Promise<{ name: string; version: number; markedTo: string | null } | undefined> {
    const [row] = await tx.query<{ name: string; version: number; markedTo: string | null }>(
      `select name, version, marked_to as "markedTo" from policy where not marked order by name, version limit 1 for update skip locked`,
      [],
    );
    return row;
  }

  async moveMark(
    tx: Transaction,
    name: string,
    version: number,
    markedTo: string | null,
    done: boolean,
  ): Promise<void> {
    await tx.execute(`update policy set marked_to = $3, marked = $4 where name = $1 and version = $2`, [
      name,
      version,
      markedTo,
      done,
    ]);
  }

  async hasUnmarked(sql: Sql): Promise<boolean> {
    return (await sql.query(`select 1 from policy where not marked limit 1`, [])).length > 0;
  }
}
