/**
 * Calendar arithmetic on day numbers (days since 1970-01-01, proleptic Gregorian).
 *
 * This library imports nothing of ours, so a local date is a plain 'YYYY-MM-DD' string and an instant a plain number of
 * epoch milliseconds. The kernel's branded LocalDate and Instant are assignable to them; callers brand results again
 * with `localDate()` and `instant()`. Malformed dates and years beyond 9999 throw RangeError: edges parse before.
 */

const SHAPE = /^\d{4}-\d\d-\d\d$/;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days in a month, `month` 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2
    ? isLeapYear(year)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31;
}

/** Day number of year, month (1 to 12) and day (1 to 31). The date is not checked. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const leapDayOfYear = month > 2 && isLeapYear(year) ? 1 : 0;
  return past * 365 + leapDays + (DAYS_BEFORE_MONTH[month - 1] ?? 0) + leapDayOfYear + day - 1 - 719_162;
}

/** The date of a day number. Throws RangeError outside the years 1 to 9999. */
export function dateFromDays(days: number): string {
  // Years counted from 1 March put the leap day last; without Date this is many times faster, and plans make dates by
  // the million.
  const sinceMarch0 = days + 719_468;
  const era = Math.floor(sinceMarch0 / 146_097);
  const dayOfEra = sinceMarch0 - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  if (!(year >= 1 && year <= 9999)) throw new RangeError(`day ${days} lies outside the years 1 to 9999`);
  const yearText = year > 999 ? `${year}` : String(year).padStart(4, '0');
  return `${yearText}${month < 10 ? '-0' : '-'}${month}${day < 10 ? '-0' : '-'}${day}`;
}

/** Year, month and day of a date. Throws RangeError for what is not a date. */
export function civil(date: string): { readonly year: number; readonly month: number; readonly day: number } {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8));
  const dated = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!dated || !SHAPE.test(date)) throw new RangeError(`${JSON.stringify(date)} is not a date of the form YYYY-MM-DD`);
  return { year, month, day };
}

/** Day number of a date. */
export function dayNumber(date: string): number {
  const { year, month, day } = civil(date);
  return daysFromCivil(year, month, day);
}

/** The date `n` days later (negative: earlier). */
export function addDays(date: string, n: number): string {
  return dateFromDays(dayNumber(date) + n);
}

/** Days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: string, b: string): number {
  return dayNumber(b) - dayNumber(a);
}

/** The same day of the month `months` later (negative: earlier); a day the month lacks becomes its last. */
export function addMonthsClamped(originDate: string, months: number): string {
  const { year, month, day } = civil(originDate);
  const index = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
  return dateFromDays(daysFromCivil(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth))));
}

/** ISO day of the week: Monday 1 to Sunday 7. */
export function weekday(date: string): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** Order of two dates, for `Array.sort`: negative, 0 or positive. */
export function compareDates(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
