import { json, timestamptz } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { REMINDER_COLUMNS } from './reminder-columns.store.js';
import type { DuePlacement, PlannedReminder, Reminder, ReminderState } from './reminder.js';

/**
 * What a planned reminder is stored as. Arrays of columns cost the server a fraction of what JSON does, and planning
 * writes five rows a term.
 */
const COLUMNS: readonly (readonly [column: string, type: string, value: (reminder: PlannedReminder) => unknown])[] = [
  ['reminder_id', 'uuid', (r) => r.reminderId],
  ['term_id', 'uuid', (r) => r.termId],
  ['contract_id', 'uuid', (r) => r.contractId],
  ['customer_id', 'uuid', (r) => r.customerId],
  ['addressee_kind', 'text', (r) => r.addresseeKind],
  ['addressee_id', 'uuid', (r) => r.addresseeId],
  ['recipient_id', 'uuid', (r) => r.recipientId],
  ['step', 'text', (r) => r.step],
  ['node', 'int', (r) => r.node],
  ['node_date', 'date', (r) => r.nodeDate],
  ['audience', 'text', (r) => r.audience],
  ['track', 'int', (r) => r.track],
  ['escalation', 'int', (r) => r.escalation],
  ['occurrence', 'int', (r) => r.occurrence],
  ['rungs', 'jsonb', (r) => json(r.rungs)],
  ['legal', 'boolean', (r) => r.legal],
  ['zone', 'text', (r) => r.zone],
  ['window_from', 'int', (r) => r.windowFrom],
  ['window_to', 'int', (r) => r.windowTo],
  ['window_days', 'text', (r) => r.windowDays],
  ['opens_at', 'timestamptz', (r) => timestamptz(r.opensAt)],
  ['closes_at', 'timestamptz', (r) => timestamptz(r.closesAt)],
  ['due_at', 'timestamptz', (r) => timestamptz(r.dueAt)],
  ['policy', 'text', (r) => r.policy],
  ['policy_version', 'int', (r) => r.policyVersion],
  ['last_step', 'boolean', (r) => r.lastStep],
  ['corrects_last_day', 'date', (r) => r.correctsLastDay],
  ['state', 'text', (r) => r.state],
  ['reason', 'text', (r) => r.reason],
  // Arrays of arrays would be flattened: a weekend travels as text.
  ['weekend', 'text', (r) => `{${r.weekend.join(',')}}`],
];
const NAMES = COLUMNS.map(([column]) => column).join(', ');
const INSERT = `
  insert into reminder (${NAMES}, planned_at)
  select ${NAMES.replace('weekend', 'weekend::int[]')}, $${COLUMNS.length + 1}::timestamptz
  from unnest(${COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')}) as r(${NAMES}) order by reminder_id`;

/** Reminders of terms, of any state, those of one term by occurrence. */
export async function readReminders(sql: Sql, termIds: readonly TermId[]): Promise<Reminder[]> {
  return await sql.query<Reminder>(
    `select ${REMINDER_COLUMNS} from reminder r where r.term_id = any($1::uuid[]) order by r.term_id, r.occurrence`,
    [termIds],
  );
}

/** Adds planned reminders of locked terms. */
export async function insertReminders(
  tx: Transaction,
  reminders: readonly PlannedReminder[],
  now: Instant,
): Promise<void> {
  if (reminders.length === 0) return;
  await tx.execute(INSERT, [...COLUMNS.map(([, , value]) => reminders.map(value)), timestamptz(now)]);
}

/** Gives live reminders their new place; one that no hold keeps is planned again. */
export async function moveReminders(
  tx: Transaction,
  moves: readonly { readonly reminder: Reminder; readonly to: HeldPlacement }[],
): Promise<void> {
  if (moves.length === 0) return;
  await tx.execute(
    `update reminder t set recipient_id = r."recipientId", rungs = r.rungs, legal = r.legal, zone = r.zone,
       window_from = r."windowFrom", window_to = r."windowTo", window_days = r."windowDays", opens_at = r."opensAt",
       closes_at = r."closesAt", due_at = r."dueAt", state = r.state, waiting = true, reason = r.reason,
       weekend = r.weekend, last_step = r."lastStep"
     from jsonb_to_recordset($1::jsonb) as r("reminderId" uuid, "recipientId" uuid, rungs jsonb, legal boolean,
       zone text, "windowFrom" int, "windowTo" int, "windowDays" text, "opensAt" timestamptz, "closesAt" timestamptz,
       "dueAt" timestamptz, state text, reason text, weekend int[], "lastStep" boolean)
     where t.reminder_id = r."reminderId"`,
    [json(moves.map(({ reminder: { reminderId }, to }) => ({ ...placeTexts(to), reminderId })))],
  );
}

type HeldPlacement = DuePlacement & Pick<PlannedReminder, 'state' | 'reason'>;

function placeTexts(place: DuePlacement): object {
  return {
    ...place,
    opensAt: timestamptz(place.opensAt),
    closesAt: timestamptz(place.closesAt),
    dueAt: timestamptz(place.dueAt),
  };
}

export interface End {
  readonly reminderId: ReminderId;
  readonly state: ReminderState;
  readonly reason: string;
}

/** Ends live reminders. */
export async function endReminders(tx: Transaction, ends: readonly End[], now: Instant): Promise<void> {
  if (ends.length === 0) return;
  await tx.execute(
    `update reminder t set state = e.state, waiting = false, reason = e.reason, ended_at = $4::timestamptz
     from unnest($1::uuid[], $2::text[], $3::text[]) as e(reminder_id, state, reason)
     where t.reminder_id = e.reminder_id`,
    [ends.map((e) => e.reminderId), ends.map((e) => e.state), ends.map((e) => e.reason), timestamptz(now)],
  );
}

/** Notes that released reminders are recalled; delivery's outcome ends them. */
export async function withdrawReminders(
  tx: Transaction,
  reminderIds: readonly ReminderId[],
  now: Instant,
): Promise<void> {
  if (reminderIds.length === 0) return;
  await tx.execute(`update reminder set withdrawn_at = $2::timestamptz where reminder_id = any($1::uuid[])`, [
    reminderIds,
    timestamptz(now),
  ]);
}
