import { WEEKENDS } from './weekend-data.js';

const SATURDAY_SUNDAY: readonly number[] = [6, 7];

/**
 * The weekend of a country (ISO 3166 alpha-2) as ISO days of the week, for a WorkCalendar: Friday and Saturday in
 * Riyadh, Saturday and Sunday where nothing else is known or the country is empty.
 */
export function weekendOf(country: string): readonly number[] {
  return WEEKENDS[country] ?? SATURDAY_SUNDAY;
}
