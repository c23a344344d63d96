import { err, ok, type Result } from './result.js';
import { DomainError } from './violation.js';

declare const instantBrand: unique symbol;

/** Epoch milliseconds, UTC, without leap seconds. A plain number at run time. */
export type Instant = number & { readonly [instantBrand]: true };

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

const LARGEST = 8.64e15;

/** Brands epoch milliseconds. Throws BAD_INSTANT for what is not a whole number in the range of Date. */
export function instant(ms: number): Instant {
  if (!Number.isInteger(ms) || Math.abs(ms) > LARGEST) {
    throw new DomainError('BAD_INSTANT', `an instant is a whole number of epoch milliseconds, not ${ms}`);
  }
  return ms as Instant;
}

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const RULE = 'an instant is RFC 3339 with an offset, as in 2024-07-01T00:00:00Z, years 1900 to 9999';

/**
 * Reads RFC 3339; the offset is required. Fractions finer than a millisecond are cut off. A leap second (23:59:60 UTC)
 * is the first instant of the next day, as in POSIX time. The error is a sentence that states the rule.
 */
export function parseInstant(iso: string): Result<Instant, string> {
  const match = RFC_3339.exec(iso);
  if (!match) return err(RULE);
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const [offsetHours, offsetMinutes] = [part(9), part(10)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHours > 23 || offsetMinutes > 59) return err(RULE);
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (year < 1900 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return err(RULE);
  const milli = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = (offsetHours * HOUR + offsetMinutes * MINUTE) * (match[8] === '-' ? -1 : 1);
  const ms = midnight + hour * HOUR + minute * MINUTE + second * SECOND + milli - offset;
  if (second === 60 && (ms - milli) % DAY !== 0) return err(`${RULE}; a leap second falls on 23:59:60 UTC only`);
  return ok(ms as Instant);
}

/** The last instant that was formatted: a batch writes its one `now` hundreds of times. */
let last = { at: 0, text: '1970-01-01T00:00:00Z' };

/** RFC 3339 in UTC with `Z`; milliseconds only when they are not zero. */
export function formatInstant(at: Instant): string {
  if (at === last.at) return last.text;
  const iso = new Date(at).toISOString();
  const text = iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : iso;
  last = { at, text };
  return text;
}

/** `at` moved by `ms` milliseconds (negative: earlier). Throws BAD_INSTANT when the result is not an instant. */
export function addMs(at: Instant, ms: number): Instant {
  return instant(at + ms);
}
