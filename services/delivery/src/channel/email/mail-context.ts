import { addDays } from '@perennial/calendar/civil';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { MessageFacts, RiderFacts, TextContext } from '../channel.js';
import { formatAsked } from './asked-amount.js';

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

/** Facts as texts in the language of the text. What a rider lacks is not there, so that a text that names it throws. */
export function mailContext(facts: MessageFacts, told: readonly RiderFacts[], locale: string): TextContext {
  const riders = told.map((rider) => {
    const { product, lastDay, earlierLastDay, amount, payLink } = rider;
    return bare({
      product,
      lastDay: formatDay(lastDay, locale),
      nextDay: formatDay(addDays(lastDay, 1) as LocalDate, locale),
      earlierLastDay: earlierLastDay === null ? '' : formatDay(earlierLastDay, locale),
      ...(amount && { amount: formatAsked({ ...rider, amount }, locale) }),
      ...(payLink !== undefined && { payLink }),
    });
  });
  return bare({
    ...riders[0],
    customer: facts.customer,
    contact: facts.addressee === '' ? facts.customer : facts.addressee,
    unsubscribeLink: facts.optOutLink,
    several: riders.length > 1,
    riders,
  });
}

function bare<T extends object>(fields: T): T {
  return Object.assign(Object.create(null) as T, fields);
}
