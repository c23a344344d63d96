import { addDays } from '@perennial/calendar/civil';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { MessageFacts, RiderFacts, TextContext } from '../channel.js';
import { formatAsked } from '../asked-amount.js';
import { formatDay } from '../format-day.js';

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
    answerLink: facts.answerLink,
    several: riders.length > 1,
    riders,
  });
}

function bare<T extends object>(fields: T): T {
  return Object.assign(Object.create(null) as T, fields);
}
