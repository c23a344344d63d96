import { startOfDay } from '@perennial/calendar/zone';
import { keyText, type Reminder } from '../reminder/reminder.js';
import { misledBy, tellsYet } from './correction.js';
import type { PlanInput } from './plan-input.js';
import { escalationKey, stepKey } from './planned-by.js';
import { isSend, sendsOf, sendTime } from './sent.js';
import { purposeOf } from './step-name.js';
import type { Wanted } from './wanted-row.js';

/**
 * Whether one of `reminders` has sent the step, to this addressee or to one whom it no longer addresses, and the wanted
 * node does not lie more than repeatAfter later. A follow-up is about the silence of one addressee alone.
 */
export function isSent(row: Wanted, reminders: readonly Reminder[], wantedKeys: ReadonlySet<string>): boolean {
  if (row.occasion) return false;
  const node = startOfDay(row.zone, row.nodeDate);
  const key = keyText(row);
  return reminders.some(
    (r) =>
      isSend(r) &&
      r.step === row.step &&
      r.audience === row.audience &&
      r.track === row.track &&
      r.escalation === row.escalation &&
      (keyText(r) === key || (row.escalation === 0 && !wantedKeys.has(keyText(r)))) &&
      node - sendTime(r) <= row.repeatAfterMs,
  );
}

/**
 * Keys of the rows by which somebody learns the last day who was told another one: his next step that is open or ahead,
 * whatever was sent (protocol.md, A send tells a last day).
 */
export function tellingKeys(wanted: readonly Wanted[], input: PlanInput): ReadonlySet<string> {
  const { facts } = input.term;
  const toCustomer = wanted.filter(({ audience, escalation }) => audience === 'CUSTOMER' && escalation === 0);
  if (!facts || sendsOf(input.reminders, 'CUSTOMER').length === 0) return new Set();
  const people = [...new Set(toCustomer.map(({ addresseeId }) => addresseeId))];
  const next = people.flatMap((id) => {
    if (!misledBy(facts, input.reminders, id)) return [];
    const own = toCustomer.filter((row) => row.addresseeId === id && tellsYet(row, input));
    const first = Math.min(...own.map(({ opensAt }) => opensAt));
    return own.filter(({ opensAt }) => opensAt === first);
  });
  return new Set(next.map(keyText));
}

/**
 * Why a step that a change of policy brought is not wanted; null where it is (protocol.md, After a change of policy,
 * version or tier).
 */
export function keptBack(row: Wanted, { term, reminders, now }: PlanInput): 'BEFORE_CHANGE' | 'REPEAT_GAP' | null {
  const key = escalationKey(stepKey({ ...row, purpose: purposeOf(row.step) }), row.escalation);
  const since = term.plannedBy?.stepsSince[key] ?? 0;
  if (since === 0 || row.occasion) return null;
  const sends = sendsOf(reminders, row.audience);
  if (sends.length === 0 || (row.lastStep && row.closesAt > now)) return null;
  if (row.opensAt < since) return 'BEFORE_CHANGE';
  if (row.escalation > 0) return null;
  const before = sends.findLast((r) => purposeOf(r.step) === purposeOf(row.step) && sendTime(r) < since);
  return before && row.opensAt - sendTime(before) < row.repeatGapMs ? 'REPEAT_GAP' : null;
}
