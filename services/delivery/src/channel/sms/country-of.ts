import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * The country of an E.164 number, ISO 3166-1 alpha-2; null for one of none. Of several that share a range of numbers it
 * is the largest, which comes first.
 */
export function countryOf(number: string): string | null {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.country ?? parsed?.getPossibleCountries()[0] ?? null;
}
