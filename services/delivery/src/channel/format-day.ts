import type { LocalDate } from '@perennial/kernel/local-date';

const DATE_LOCALES: Readonly<Record<string, string>> = { en: 'en-GB', zh: 'zh-CN' };
const formats = new Map<string, Intl.DateTimeFormat>();
/** A batch names few days many times. */
const texts = new Map<string, string>();
const MOST_TEXTS = 1_000;

/** A date for people: en 31 January 2025, zh 2025年1月31日. `locale` is that of the template. */
export function formatDay(day: LocalDate, locale: string): string {
  const known = texts.get(`${locale} ${day}`);
  if (known !== undefined) return known;
  if (texts.size === MOST_TEXTS) texts.clear();
  const text = format(day, locale);
  texts.set(`${locale} ${day}`, text);
  return text;
}

function format(day: LocalDate, locale: string): string {
  let dates = formats.get(locale);
  if (!dates) {
    dates = new Intl.DateTimeFormat(DATE_LOCALES[locale] ?? locale, { dateStyle: 'long', timeZone: 'UTC' });
    formats.set(locale, dates);
  }
  return dates.format(new Date(`${day}T00:00:00Z`));
}
