import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { err, ok, type Result } from '@perennial/kernel/result';

/** Normalises a phone number to E.164; a national one is read as of `country` (ISO 3166-1 alpha-2, upper case). */
export function normalisePhone(text: string, country: string): Result<string, string> {
  if (text.length > 40 || /\p{Cc}/u.test(text))
    return err('a phone number has at most 40 characters and no control characters');
  const number = parsePhoneNumberFromString(text, country as CountryCode);
  if (!number?.isValid() || number.ext) return err(`a phone number is E.164 (+…) or a national number of ${country}`);
  return ok(number.number);
}
