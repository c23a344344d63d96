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
 * The one source of rates: by it amounts of several currencies are compared (tiers, facts of policies) and a tolerance
 * is bounded. Rules of thumb, never what anybody pays. To be replaced by accounting's own: a table is added with the
 * day from which it holds, and none is changed, since what was told was told by it.
 */
export const RATE_TABLES: readonly RateTable[] = [
  {
    version: 1,
    from: '2024-01-01',
    source:
      '2024-06-28: reference rates of the European Central Bank, and rounded market rates where it publishes none',
    base: 'EUR',
    rates: `
      USD 1.0705, GBP 0.84638, CHF 0.9634, SEK 11.3595, NOK 11.3965, DKK 7.4575, ISK 148.9, PLN 4.309, CZK 25.025,
      HUF 395.1, RON 4.9773, RSD 117, UAH 43.3, TRY 35.1868, RUB 92, GEL 3, KZT 505,
      CNY 7.7748, HKD 8.3594, TWD 34.7, JPY 171.94, KRW 1474.86, SGD 1.4513, MYR 5.0501, IDR 17487, THB 39.319,
      PHP 62.568, VND 27250, INR 89.2495, PKR 298, BDT 126, LKR 327, AUD 1.6079, NZD 1.7601,
      AED 3.93, SAR 4.01, QAR 3.9, KWD 0.328, BHD 0.404, OMR 0.412, JOD 0.759, ILS 4.0205, EGP 51.4,
      MAD 10.66, TND 3.36, ZAR 19.497, NGN 1640, KES 138, GHS 16.3, XOF 656, XAF 656,
      CAD 1.467, MXN 19.5654, BRL 5.8915, ARS 975, CLP 1011, COP 4430, PEN 4.1, UYU 42`,
  },
];
