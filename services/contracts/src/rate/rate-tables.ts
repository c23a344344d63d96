/** Rates of one day: how many units of a currency one unit of the reporting currency is worth, as decimal texts. */
export interface RateTable {
  /** Raised with every change of the document. */
  readonly version: number;
  /** In force from this day on, until a later table is. */
  readonly from: string;
  readonly source: string;
  /** The reporting currency. */
  readonly base: string;
  /** Beside the base: `USD 1.07, JPY 172`. */
  readonly rates: string;
}

/**
 * By which amounts of several currencies are compared: tiers, and facts of policies. They decide who is strategic, not
 * what anybody pays, so that three figures are enough. These are samples, rounded and to be replaced by accounting's
 * own: a table is added with the day from which it holds, and none is changed, since what was told was told by it.
 */
export const RATE_TABLES: readonly RateTable[] = [
  {
    version: 1,
    from: '2024-01-01',
    source: 'samples of the order of mid 2024, rounded; not for accounting',
    base: 'EUR',
    rates: `
      USD 1.07, GBP 0.85, CHF 0.96, SEK 11.4, NOK 11.4, DKK 7.46, ISK 149, PLN 4.31, CZK 25, HUF 395, RON 4.98,
      RSD 117, UAH 43, TRY 35, RUB 93, GEL 3, KZT 505,
      CNY 7.77, HKD 8.36, TWD 34.7, JPY 172, KRW 1475, SGD 1.45, MYR 5.05, IDR 17500, THB 39.3, PHP 62.6, VND 27300,
      INR 89, PKR 298, BDT 126, LKR 327, AUD 1.61, NZD 1.76,
      AED 3.93, SAR 4.02, QAR 3.9, KWD 0.329, BHD 0.404, OMR 0.412, JOD 0.76, ILS 4.02, EGP 51, MAD 10.7, TND 3.36,
      ZAR 19.5, NGN 1620, KES 138, GHS 16.3, XOF 656, XAF 656,
      CAD 1.47, MXN 19.6, BRL 5.89, ARS 975, CLP 1010, COP 4440, PEN 4.1, UYU 42`,
  },
];
