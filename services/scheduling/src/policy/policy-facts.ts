import { daysBetween } from '@perennial/calendar/civil';
import type { Customer } from '../customer/customer.js';
import type { Contract, TermFacts } from '../term/term.js';

/** The variables a policy's condition may use, with their CEL type and meaning. */
export const POLICY_FACTS = {
  tier: ['string', 'strategic, core, standard or trial'],
  country: ['string', 'ISO 3166 alpha-2 of the customer'],
  locale: ['string', 'BCP 47 tag of the customer'],
  zone: ['string', 'IANA zone of the contract'],
  product: ['string', 'product name of the contract'],
  productType: ['string', 'subscription, perpetual or trial'],
  cycleMonths: ['int', 'months of one term'],
  autoRenew: ['bool', 'the contract renews by itself'],
  trial: ['bool', 'a trial contract'],
  seats: ['int', 'seats of the contract'],
  termNumber: ['int', 'periods since the original start; 1 is the first'],
  renewals: ['int', 'renewals before this term'],
  tenureDays: ['int', 'days from the start of the customer relation to the start of the term'],
  termDays: ['int', 'days of the term, its last one included'],
  amountMinor: ['int', 'price of renewing, in minor units of its currency: compare it beside the currency only'],
  currency: ['string', 'ISO 4217; empty without a price'],
  reportingAmountMinor: ['int', 'the price in minor units of the one reporting currency; -1 where no rate is known'],
  reportingCurrency: ['string', 'the reporting currency; empty where no rate is known'],
} as const satisfies Record<string, readonly ['string' | 'int' | 'bool', string]>;

export type FactValues = Readonly<Record<keyof typeof POLICY_FACTS, string | bigint | boolean>>;

/** Facts of a term for policy selection; they do not change from day to day. */
export function factsOf(term: TermFacts, contract: Contract, customer: Customer): FactValues {
  return {
    tier: customer.tier.toLowerCase(),
    country: customer.country,
    locale: customer.locale,
    zone: term.zone,
    product: contract.product,
    productType: contract.productType,
    cycleMonths: BigInt(contract.periodMonths),
    autoRenew: contract.autoRenew,
    trial: contract.trial,
    seats: BigInt(contract.seats),
    termNumber: BigInt(term.number),
    renewals: BigInt(Math.max(0, term.number - 1)),
    tenureDays: BigInt(customer.since === null ? 0 : Math.max(0, daysBetween(customer.since, term.start))),
    termDays: BigInt(daysBetween(term.start, term.lastDay) + 1),
    amountMinor: term.amountMinor,
    currency: term.currency,
    reportingAmountMinor: term.reportingMinor ?? -1n,
    reportingCurrency: term.reportingCurrency,
  };
}
