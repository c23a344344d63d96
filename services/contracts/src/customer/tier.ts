import { addMonthsClamped } from '@perennial/calendar/civil';
import type { Money } from '@perennial/kernel/money';
import { currencyExponent } from '@perennial/kernel/currency';

export const TIERS = ['STRATEGIC', 'CORE', 'STANDARD', 'TRIAL'] as const;
export type Tier = (typeof TIERS)[number];

/**
 * What a customer's active contracts cost a year in one currency, trials apart (`annualised` prices of their newest
 * terms).
 */
export interface TierInput {
  readonly trial: boolean;
  readonly yearly: Money;
}

/**
 * Tier v1 (T-02, T-07): the first line that fits. Amounts are a year's purchases in major units of whatever currency
 * weighs most; rates between currencies are no business of a tier. `tenureYears` counts from the customer's `since`.
 */
export const TIER_RULES: readonly { readonly tier: Tier; readonly yearly: number; readonly tenureYears: number }[] = [
  { tier: 'STRATEGIC', yearly: 500_000, tenureYears: 0 },
  { tier: 'CORE', yearly: 50_000, tenureYears: 0 },
  { tier: 'CORE', yearly: 20_000, tenureYears: 3 },
];

/**
 * The tier of a customer. @param sums of its active contracts, one a currency and kind @param since first day of the
 * relation
 * @param today the date on which it is asked
 */
export function tierOf(sums: readonly TierInput[], since: string, today: string, override: Tier | null): Tier {
  if (override) return override;
  const paying = sums.filter(({ trial }) => !trial);
  if (paying.length === 0) return sums.length > 0 ? 'TRIAL' : 'STANDARD';
  const rule = TIER_RULES.find(
    ({ yearly, tenureYears }) =>
      paying.some((sum) => atLeast(sum.yearly, yearly)) && addMonthsClamped(since, tenureYears * 12) <= today,
  );
  return rule?.tier ?? 'STANDARD';
}

function atLeast({ currency, minor }: Money, major: number): boolean {
  return minor >= BigInt(major) * 10n ** BigInt(currencyExponent(currency) ?? 0);
}
