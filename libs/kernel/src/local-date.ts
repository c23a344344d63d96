import { err, ok, orThrow, type Result } from './result.js';
import { DomainError } from './violation.js';

declare const localDateBrand: unique symbol;

/**
 * A calendar date without zone, 'YYYY-MM-DD', years 1900 to 9999; compares with `<` as text. A plain string at run
 * time.
 */
export type LocalDate = string & { readonly [localDateBrand]: true };

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)$/;
const RULE = 'a date is written YYYY-MM-DD, exists in the calendar, and lies in the years 1900 to 9999';

/** Reads a date strictly: no other order, no other separator, no day that a month lacks. The error states the rule. */
export function parseLocalDate(text: string): Result<LocalDate, string> {
  const match = SHAPE.exec(text);
  if (!match) return err(RULE);
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (year < 1900 || days === undefined || day < 1 || day > days) return err(RULE);
  return ok(text as LocalDate);
}

/** Brands a date that is known to be one (from our database or the calendar library). Throws BAD_DATE otherwise. */
export function localDate(text: string): LocalDate {
  return orThrow(parseLocalDate(text), (rule) => new DomainError('BAD_DATE', `${rule}; got ${JSON.stringify(text)}`));
}
