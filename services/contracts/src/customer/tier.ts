import { addMonthsClamped } from '@perennial/calendar/civil';
import type { Money } from '@perennial/kernel/money';
import { inReporting } from '../rate/reporting.js';

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
 * Tier v2 (T-02, T-07): the first line that fits. Amounts are a year's purchases over all currencies, in major units of
 * the reporting currency, by the rates of the day; what has no rate counts for nothing. `tenureYears` counts from the
 * customer's `since`.
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
  const total = paying.reduce((sum, { yearly }) => sum + (inReporting(yearly, today)?.minor ?? 0n), 0n);
  const rule = TIER_RULES.find(
    ({ yearly, tenureYears }) => total >= majors(yearly) && addMonthsClamped(since, tenureYears * 12) <= today,
  );
  return rule?.tier ?? 'STANDARD';
}

/** Currencies of what a customer pays for which there is no rate. */
export function unratedCurrencies(sums: readonly TierInput[], today: string): string[] {
  const paying = sums.filter(({ trial }) => !trial);
  return [...new Set(paying.filter(({ yearly }) => inReporting(yearly, today) === null).map((s) => s.yearly.currency))];
}

/** Thresholds are of the euro and its like, with two decimals. */
function majors(amount: number): bigint {
  return BigInt(amount) * 100n;
}
