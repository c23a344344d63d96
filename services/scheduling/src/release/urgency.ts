import type { DueReminder } from './due-reminder.js';

const TIERS: readonly string[] = ['STRATEGIC', 'CORE', 'STANDARD', 'TRIAL', 'UNSPECIFIED'];

/**
 * Over the cap: legal, last day, nearest node, higher tier go first (protocol.md, Who decides what); the id breaks
 * ties.
 */
export function compareUrgency(a: DueReminder, b: DueReminder): number {
  return (
    Number(b.legal) - Number(a.legal) ||
    Number(b.node === 0) - Number(a.node === 0) ||
    Math.abs(a.node) - Math.abs(b.node) ||
    TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) ||
    (a.reminderId < b.reminderId ? -1 : Number(a.reminderId > b.reminderId))
  );
}
