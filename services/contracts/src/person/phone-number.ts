import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { err, ok, type Result } from '@perennial/kernel/result';

/**
 * Normalises a phone number to E.164. @param country of a national number, ISO 3166-1 alpha-2, upper case; null: only
 * E.164 is read
 */
export function normalisePhone(text: string, country: string | null): Result<string, string> {
  if (text.length > 40 || /\p{Cc}/u.test(text))
    return err('a phone number has at most 40 characters and no control characters');
  const number = parsePhoneNumberFromString(text, (country ?? undefined) as CountryCode | undefined);
  if (number?.isValid() && !number.ext) return ok(number.number);
  return err(`a phone number is E.164 (+…)${country === null ? '' : ` or a national number of ${country}`}`);
}
