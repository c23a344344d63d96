import { weekday } from './civil.js';

/** Which days are not worked. `weekend` holds ISO days of the week (default Saturday and Sunday: 6, 7). */
export interface WorkCalendar {
  readonly weekend?: readonly number[];
  readonly isHoliday?: (date: string) => boolean;
}

const SATURDAY_SUNDAY: readonly number[] = [6, 7];

/** Whether a date falls on the weekend. */
export function isWeekend(date: string, weekend: readonly number[] = SATURDAY_SUNDAY): boolean {
  return weekend.includes(weekday(date));
}

/** Whether a date is neither weekend nor holiday. */
export function isWorkday(date: string, calendar: WorkCalendar = {}): boolean {
  return !isWeekend(date, calendar.weekend) && !(calendar.isHoliday?.(date) ?? false);
}
