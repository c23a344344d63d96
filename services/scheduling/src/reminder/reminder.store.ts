import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@perennial/database/database';
import { json, timestamptz } from '@perennial/database/parameters';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { REMINDER_COLUMNS } from './reminder-columns.store.js';
import type { Placement, PlannedReminder, Reminder, ReminderState } from './reminder.js';

const PLACE = `"recipientId" uuid, template text, channels text[], legal boolean, zone text, "windowFrom" int, "windowTo" int, "windowDays" text,
  "opensAt" timestamptz, "closesAt" timestamptz`;

function withTexts<P extends Placement>(place: P): object {
  return { ...place, opensAt: timestamptz(place.opensAt), closesAt: timestamptz(place.closesAt) };
}

/** Rows of reminder; written only under the term's row lock. */
@Injectable()
export class ReminderStore {
  async ofTerms(sql: Sql, termIds: readonly TermId[]): Promise<Reminder[]> {
    return await sql.query<Reminder>(`select ${REMINDER_COLUMNS} from reminder r where r.term_id = any($1::uuid[]) order by r.term_id, r.occurrence`, [termIds]);
  }

  async insert(tx: Transaction, reminders: readonly PlannedReminder[], now: Instant): Promise<void> {
    if (reminders.length === 0) return;
    await tx.execute(
      `insert into reminder (reminder_id, term_id, contract_id, customer_id, contact_id, recipient_id, step, node, node_date, audience, track, escalation,
         occurrence, state, template, channels, legal, zone, window_from, window_to, window_days, opens_at, closes_at, due_at, policy, policy_version, planned_at)
       select "reminderId", "termId", "contractId", "customerId", "contactId", "recipientId", step, node, "nodeDate", audience, track, escalation,
         occurrence, 'PLANNED', template, channels, legal, zone, "windowFrom", "windowTo", "windowDays", "opensAt", "closesAt", "opensAt", policy, "policyVersion", $2::timestamptz
       from jsonb_to_recordset($1::jsonb) as r("reminderId" uuid, "termId" uuid, "contractId" uuid, "customerId" uuid, "contactId" uuid, step text, node int,
         "nodeDate" date, audience text, track int, escalation int, occurrence int, policy text, "policyVersion" int, ${PLACE})
       order by 1`,
      [json(reminders.map(withTexts)), timestamptz(now)],
    );
  }

  /** Gives live rows their new place; a held one is planned again. */
  async move(tx: Transaction, moves: readonly { reminder: Reminder; to: Placement }[]): Promise<void> {
    if (moves.length === 0) return;
    await tx.execute(
      `update reminder t set recipient_id = r."recipientId", template = r.template, channels = r.channels, legal = r.legal, zone = r.zone,
         window_from = r."windowFrom", window_to = r."windowTo", window_days = r."windowDays", opens_at = r."opensAt", closes_at = r."closesAt",
         due_at = r."opensAt", state = 'PLANNED', reason = ''
       from jsonb_to_recordset($1::jsonb) as r("reminderId" uuid, ${PLACE}) where t.reminder_id = r."reminderId"`,
      [json(moves.map(({ reminder, to }) => ({ ...withTexts(to), reminderId: reminder.reminderId })))],
    );
  }

  async end(tx: Transaction, ends: readonly { reminderId: ReminderId; state: ReminderState; reason: string }[], now: Instant): Promise<void> {
    if (ends.length === 0) return;
    await tx.execute(
      `update reminder t set state = e.state, reason = e.reason, ended_at = $4::timestamptz
       from unnest($1::uuid[], $2::text[], $3::text[]) as e(id, state, reason) where t.reminder_id = e.id`,
      [ends.map((e) => e.reminderId), ends.map((e) => e.state), ends.map((e) => e.reason), timestamptz(now)],
    );
  }

  async withdraw(tx: Transaction, ids: readonly ReminderId[], now: Instant): Promise<void> {
    if (ids.length === 0) return;
    await tx.execute(`update reminder set withdrawn_at = $2::timestamptz where reminder_id = any($1::uuid[])`, [ids, timestamptz(now)]);
  }
}
