import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { SendingSwitch } from './sending-switch.js';

const SWITCH = `scope, mode, reason, turned_by as "turnedBy", turned_at as "turnedAt"`;

/** All switches that were ever turned. */
export async function allSwitches(sql: Sql): Promise<SendingSwitch[]> {
  return await sql.query<SendingSwitch>(`select ${SWITCH} from sending_switch order by scope`, []);
}

/** @returns false where it was so already: who turned it first, and why, stays. */
export async function turnSwitch(tx: Transaction, turned: SendingSwitch): Promise<boolean> {
  const rows = await tx.query(
    `insert into sending_switch as s (scope, mode, reason, turned_by, turned_at)
     values ($1, $2, $3, $4, $5::timestamptz)
     on conflict (scope) do update set mode = excluded.mode, reason = excluded.reason, turned_by = excluded.turned_by,
       turned_at = excluded.turned_at where s.mode <> excluded.mode
     returning scope`,
    [turned.scope, turned.mode, turned.reason, turned.turnedBy, timestamptz(turned.turnedAt)],
  );
  return rows.length > 0;
}
