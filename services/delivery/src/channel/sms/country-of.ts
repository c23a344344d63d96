import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** The country of an E.164 number, ISO 3166-1 alpha-2; null for one of none. */
export function countryOf(number: string): string | null {
  return parsePhoneNumberFromString(number)?.country ?? null;
}
