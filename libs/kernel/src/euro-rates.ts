/** The day whose rates these are; a later table replaces both. */
export const EURO_RATES_OF = '2024-06-28';

/**
 * What one euro is worth, in major units: reference rates of the European Central Bank, and rounded market rates where
 * it publishes none. For rules of thumb such as the tolerance of a payment, never to convert an amount that is paid.
 */
const PER_EURO: Readonly<Record<string, number>> = {
  AED: 3.93,
  ARS: 975,
  AUD: 1.6079,
  BDT: 126,
  BHD: 0.404,
  BRL: 5.8915,
  CAD: 1.467,
  CHF: 0.9634,
  CLP: 1_011,
  CNY: 7.7748,
  COP: 4_430,
  CZK: 25.025,
  DKK: 7.4575,
  EGP: 51.4,
  EUR: 1,
  GBP: 0.84638,
  HKD: 8.3594,
  HUF: 395.1,
  IDR: 17_487,
  ILS: 4.0205,
  INR: 89.2495,
  ISK: 148.9,
  JOD: 0.759,
  JPY: 171.94,
  KES: 138,
  KRW: 1_474.86,
  KWD: 0.328,
  KZT: 505,
  LKR: 327,
  MAD: 10.66,
  MXN: 19.5654,
  MYR: 5.0501,
  NGN: 1_640,
  NOK: 11.3965,
  NZD: 1.7601,
  OMR: 0.412,
  PEN: 4.1,
  PHP: 62.568,
  PKR: 298,
  PLN: 4.309,
  QAR: 3.9,
  RON: 4.9773,
  RUB: 92,
  SAR: 4.01,
  SEK: 11.3595,
  SGD: 1.4513,
  THB: 39.319,
  TND: 3.36,
  TRY: 35.1868,
  TWD: 34.7,
  UAH: 43.3,
  USD: 1.0705,
  VND: 27_250,
  ZAR: 19.497,
};

/** Major units of `currency` for one euro, or undefined for one that has no rate here. */
export function perEuro(currency: string): number | undefined {
  return Object.hasOwn(PER_EURO, currency) ? PER_EURO[currency] : undefined;
}

/** The currencies that have a rate. */
export function ratedCurrencies(): readonly string[] {
  return Object.keys(PER_EURO);
}
