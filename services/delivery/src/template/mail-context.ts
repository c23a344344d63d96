import type { LocalDate } from '@perennial/kernel/local-date';
import { formatMoney, type Money } from '@perennial/kernel/money';

/** The facts of one rider. */
export interface RiderFacts {
  readonly product: string;
  readonly lastDay: LocalDate;
  readonly amount: Money;
  readonly payLink: string;
}

/** The facts of one mail, riders in the order in which their terms end, at least one. */
export interface MailFacts {
  readonly customer: string;
  /** Empty where the contact has no name. */
  readonly contact: string;
  readonly unsubscribeLink: string;
  readonly riders: readonly RiderFacts[];
}

/** What a template sees: texts only, on objects without a prototype. */
export type MailContext = Readonly<Record<string, string | boolean | readonly Readonly<Record<string, string>>[]>>;

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

/** Facts as texts in the language of the template. */
export function mailContext(facts: MailFacts, locale: string): MailContext {
  const riders = facts.riders.map((rider) =>
    bare({
      product: rider.product,
      lastDay: formatDay(rider.lastDay, locale),
      amount: formatMoney(rider.amount, locale),
      payLink: rider.payLink,
    }),
  );
  return bare({
    ...riders[0],
    customer: facts.customer,
    contact: facts.contact === '' ? facts.customer : facts.contact,
    unsubscribeLink: facts.unsubscribeLink,
    several: riders.length > 1,
    riders,
  });
}

function bare<T extends object>(fields: T): T {
  return Object.assign(Object.create(null) as T, fields);
}
