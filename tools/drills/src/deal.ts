import { addDays, addMonthsClamped, weekday } from '@perennial/calendar/civil';
import { toInstant } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';
import { contact, contract, customer, type ErpRecord } from '@perennial/testing/system/edges';

export const ZONE = 'America/New_York';
/** Where every stage's clock begins: a Monday. */
export const FIRST_DAY = '2025-01-06';

/** A customer with one contact and one annual contract. */
export interface Deal {
  readonly name: string;
  readonly lastDay: string;
}

/** The first node of the standard policy, T-60. */
const FIRST_NODE = 60;
/** A node that was missed by so many days is still in time. */
const MISSED_BY = 5;
const OPENS = 9 * 60;

/** Deals whose first reminder falls due when the window opens on `day`. */
export function dealsDueOn(prefix: string, day: string, count: number): Deal[] {
  return deals(prefix, addDays(day, FIRST_NODE), count);
}

/** Deals whose first reminder goes out as soon as they are imported, without the clock moving. */
export function dealsDueAtOnce(prefix: string, day: string, count: number): Deal[] {
  return deals(prefix, addDays(day, FIRST_NODE - MISSED_BY), count);
}

function deals(prefix: string, lastDay: string, count: number): Deal[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${prefix}-${i}`, lastDay }));
}

/** As the ERP reports it: the same ids and versions however often it is repeated. The last record is the contract. */
export function recordsOf({ name, lastDay }: Deal): ErpRecord[] {
  return [customer(name, ZONE), contact(name, name), contract(name, name, addMonthsClamped(addDays(lastDay, 1), -12))];
}

/** The same contract as the ERP reports it when it is cancelled on `day`. */
export function cancellationOf({ name, lastDay }: Deal, day: string): ErpRecord {
  return contract(name, name, addMonthsClamped(addDays(lastDay, 1), -12), {
    version: 2,
    status: 'CONTRACT_STATUS_CANCELLED',
    endedOn: day,
  });
}

/** The address that the provider sees. */
export function addressOf(name: string): string {
  return `${name}@customer.example`;
}

const FRIDAY = 5;

/** Monday, Wednesday, Friday, Monday: a clock that stands still for a while stands in the middle of a working day. */
export function nextStop(day: string): string {
  return addDays(day, weekday(day) === FRIDAY ? 3 : 2);
}

/** When reminders of a day fall due. */
export function opening(day: string): Instant {
  return instant(toInstant(ZONE, day, OPENS));
}

export function noon(day: string): Instant {
  return instant(toInstant(ZONE, day, 12 * 60));
}
