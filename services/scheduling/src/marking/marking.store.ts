import type { Sql, Transaction } from '@perennial/database/sql';
import type { Marking } from './marking.js';

/** Has the terms marked for planning once more where an active policy addresses owners. */
export async function markInternalPolicies(tx: Transaction): Promise<void> {
  await tx.execute(
    `update policy set marked = false, marked_to = null
     where active and compiled @> '{"steps": [{"audience": "INTERNAL"}]}'`,
    [],
  );
}

/** Locks a policy version that has terms left to mark; undefined for none that nobody else holds. */
export async function claimMarking(tx: Transaction): Promise<Marking | undefined> {
  const [marking] = await tx.query<Marking>(
    `select name, version, marked_to as "markedTo" from policy where not marked
     order by name, version limit 1 for update skip locked`,
    [],
  );
  return marking;
}

/** Notes how far the terms of a claimed version are marked, and whether that was all of them. */
export async function moveMarking(tx: Transaction, { name, version, markedTo }: Marking, done: boolean): Promise<void> {
  await tx.execute(`update policy set marked_to = $3, marked = $4 where name = $1 and version = $2`, [
    name,
    version,
    markedTo,
    done,
  ]);
}

export async function hasMarking(sql: Sql): Promise<boolean> {
  return (await sql.query(`select 1 from policy where not marked limit 1`, [])).length > 0;
}
