import { parseLocalDate } from '@perennial/kernel/local-date';

/** How the program that wrote a file writes dates and decimal numbers. */
export interface Profile {
  readonly name: string;
  /** Shapes of its dates; ISO dates are always read. */
  readonly dates: readonly DateShape[];
  /** Shapes of its decimal numbers, and how one is written here. */
  readonly decimal: RegExp;
  readonly plain: (text: string) => string;
}

type DateShape = (text: string) => string | undefined;

const two = (part: string | undefined): string => (part ?? '').padStart(2, '0');
const shape =
  (pattern: RegExp, [year, month, day]: readonly [number, number, number]): DateShape =>
  (text) => {
    const parts = pattern.exec(text);
    return parts === null ? undefined : `${parts[year]}-${two(parts[month])}-${two(parts[day])}`;
  };

const YEAR_FIRST = shape(/^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/, [1, 2, 3]);
const CHINESE = shape(/^(\d{4})年(\d{1,2})月(\d{1,2})日$/, [1, 2, 3]);
const DOTTED = shape(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, [3, 2, 1]);
const DAY_FIRST = shape(/^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/, [3, 2, 1]);
const MONTH_FIRST = shape(/^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/, [3, 1, 2]);

/** Days between the first days of the two systems that Excel counts days by. */
export const DAYS_TO_1904 = 1_462;

/** Excel's day number, 1900 system: 45139 is 2023-08-01. Five digits, so 1927 to 2173. */
function serial(text: string): string | undefined {
  return /^\d{5}$/.test(text) ? serialDate(Number(text)) : undefined;
}

/**
 * The date of a day number of the 1900 system, which counts a 29 February 1900 that there was not: 59 is 28 February,
 * 61 is 1 March. Undefined for that day, and for what is none of Excel's days.
 */
export function serialDate(days: number): string | undefined {
  if (days < 1 || days > 2_958_465 || days === 60) return undefined;
  return new Date(Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * 86_400_000).toISOString().slice(0, 10);
}

const POINT = { decimal: /^-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/, plain: (text: string) => text.replaceAll(',', '') };
const comma = (text: string): string => text.replaceAll(/[.\s]/g, '').replace(',', '.');

export const PROFILES: readonly Profile[] = [
  { name: 'excel-cn', dates: [YEAR_FIRST, CHINESE, serial], ...POINT },
  {
    name: 'excel-de',
    dates: [DOTTED, serial],
    decimal: /^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/,
    plain: comma,
  },
  {
    name: 'excel-fr',
    dates: [DAY_FIRST, serial],
    decimal: /^-?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)(,\d+)?$/,
    plain: comma,
  },
  { name: 'excel-gb', dates: [DAY_FIRST, serial], ...POINT },
  { name: 'excel-us', dates: [MONTH_FIRST, serial], ...POINT },
];

export function profileOf(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}

/** A date as the profile writes it, with or without midnight behind it, as YYYY-MM-DD; undefined for anything else. */
export function dateIn({ dates }: Profile, text: string): string | undefined {
  const bare = text.trim().replace(/ 0?0:00(:00)?$/, '');
  const read = dates.map((shaped) => shaped(bare)).find((date) => date !== undefined);
  return read !== undefined && parseLocalDate(read).ok ? read : undefined;
}

/** A decimal number as the profile writes it, as 1200.00; undefined for anything else. */
export function decimalIn({ decimal, plain }: Profile, text: string): string | undefined {
  const bare = text.trim();
  return decimal.test(bare) ? plain(bare) : undefined;
}
