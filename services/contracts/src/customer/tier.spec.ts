import { tierOf, unratedCurrencies, type Tier, type TierInput } from './tier.js';

const eur = (major: number, trial = false): TierInput => ({
  trial,
  yearly: { currency: 'EUR', minor: BigInt(major) * 100n },
});
const yen = (major: number): TierInput => ({ trial: false, yearly: { currency: 'JPY', minor: BigInt(major) } });
const dong = (major: number): TierInput => ({ trial: false, yearly: { currency: 'VND', minor: BigInt(major) } });

describe('tierOf (T-02, T-07)', () => {
  it.each<[string, TierInput[], string, Tier]>([
    ['half a million a year', [eur(500_000)], '2024-06-01', 'STRATEGIC'],
    ['just below half a million', [eur(499_999)], '2024-06-01', 'CORE'],
    ['50,000 from a new customer', [eur(50_000)], '2024-06-01', 'CORE'],
    ['20,000 after three years to the day', [eur(20_000)], '2021-07-01', 'CORE'],
    ['20,000 one day before three years', [eur(20_000)], '2021-07-02', 'STANDARD'],
    ['review 19: the sum over currencies', [eur(400_000), yen(17_200_000)], '2024-06-01', 'STRATEGIC'],
    ['review 19: 500,000 yen', [yen(500_000)], '2024-06-01', 'STANDARD'],
    ['a currency without minor units', [yen(86_000_000)], '2024-06-01', 'STRATEGIC'],
    ['review 19, T-07: 500,000 dong', [dong(500_000)], '2020-01-01', 'STANDARD'],
    ['review 19: 600,000 dong', [dong(600_000)], '2020-01-01', 'STANDARD'],
    [
      'a currency without a rate',
      [{ trial: false, yearly: { currency: 'XPF', minor: 10n ** 12n } }],
      '2020-01-01',
      'STANDARD',
    ],
    ['trials only, however dear', [eur(900_000, true)], '2020-01-01', 'TRIAL'],
    ['a trial beside a contract', [eur(900_000, true), eur(10)], '2020-01-01', 'STANDARD'],
    ['nothing active', [], '2020-01-01', 'STANDARD'],
  ])('%s', (_what, sums, since, tier) => {
    expect(tierOf(sums, since, '2024-07-01', null)).toBe(tier);
  });

  it('names currencies without a rate, those of trials apart', () => {
    const franc = (trial: boolean): TierInput => ({ trial, yearly: { currency: 'XPF', minor: 100n } });
    expect(unratedCurrencies([eur(1), franc(false), franc(true)], '2024-07-01')).toEqual(['XPF']);
    expect(unratedCurrencies([eur(1), franc(true)], '2024-07-01')).toEqual([]);
  });

  it('lets an override win', () => {
    expect(tierOf([eur(900_000)], '2020-01-01', '2024-07-01', 'STANDARD')).toBe('STANDARD');
  });
});
