import { addDays } from '@perennial/calendar/civil';
import type { LocalDate } from '@perennial/kernel/local-date';
import { formatAsked } from '../asked-amount.js';
import type { MessageFacts, RiderFacts, TextContext } from '../channel.js';
import { formatDay } from '../format-day.js';

/** Blanks that forbid a line break: in a text message they do nothing but make all of it UCS-2. */
const NO_BREAK = /[\u00a0\u202f]/g;

/**
 * Facts as texts: those of the first rider, and how many others there are. What the first one lacks is not there, so
 * that a text that names it throws.
 */
export function smsContext(facts: MessageFacts, riders: readonly RiderFacts[], locale: string): TextContext {
  const [first] = riders;
  if (!first) throw new RangeError('a text message tells something');
  const { product, lastDay, earlierLastDay, amount, payLink } = first;
  const texts = {
    product,
    lastDay: formatDay(lastDay, locale),
    nextDay: formatDay(addDays(lastDay, 1) as LocalDate, locale),
    earlierLastDay: earlierLastDay === null ? '' : formatDay(earlierLastDay, locale),
    ...(amount && { amount: formatAsked({ ...first, amount }, locale) }),
    ...(payLink !== undefined && { payLink }),
    customer: facts.customer,
    contact: facts.addressee === '' ? facts.customer : facts.addressee,
    unsubscribeLink: facts.optOutLink,
    others: String(riders.length - 1),
  };
  const plain = Object.entries(texts).map(([name, text]) => [name, text.replaceAll(NO_BREAK, ' ')]);
  return Object.assign(Object.create(null) as Record<string, string | boolean>, Object.fromEntries(plain), {
    several: riders.length > 1,
  });
}

/**
 * The values that a provider with registered texts is given. A link may not be one (the host belongs into the
 * registered text), so the token behind it is one by itself.
 */
export function smsVariables(context: TextContext): Record<string, string> {
  const texts = Object.entries(context).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const variables = Object.fromEntries(texts);
  const payLink = variables['payLink'];
  return payLink === undefined ? variables : { ...variables, payToken: payLink.slice(payLink.lastIndexOf('/') + 1) };
}
