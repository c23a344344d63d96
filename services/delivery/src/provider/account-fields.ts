import { isSupportedCountry } from 'libphonenumber-js/min';
import { currencyExponent } from '@perennial/kernel/currency';
import { z } from 'zod';
import { whole } from './provider-fields.js';

export const country = z
  .string({ error: 'must be a country, ISO 3166-1 alpha-2 in upper case' })
  .refine(isSupportedCountry, { error: 'must be a country, ISO 3166-1 alpha-2 in upper case' });

export const money = z.strictObject({
  amount: z.number({ error: 'must be a number, 0 or more' }).nonnegative({ error: 'must be a number, 0 or more' }),
  currency: z
    .string({ error: 'must be an ISO 4217 currency' })
    .refine((code) => currencyExponent(code) !== undefined, { error: 'must be an ISO 4217 currency' }),
});

/** How much an account may be called, and for how much. */
export function limitFields(usualPerSecond: number) {
  return {
    connections: whole(1, 100).default(16),
    perSecond: z
      .number({ error: 'must be 0.1 to 5000' })
      .min(0.1, { error: 'must be 0.1 to 5000' })
      .max(5_000, { error: 'must be 0.1 to 5000' })
      .default(usualPerSecond),
    monthlySpend: money.optional(),
  };
}

export const regions = z.union([z.array(country).min(1), z.strictObject({ except: z.array(country).min(1) })], {
  error: 'must be a list of countries, or except: with one',
});

type Money = z.infer<typeof money>;

/** The cap is in the currency of the cost: nothing converts one into another. @param cost setting that has it. */
export function checkCurrency(cap: Money | undefined, cost: Money, setting: string, context: z.RefinementCtx): void {
  if (cap && cap.currency !== cost.currency)
    context.addIssue({
      code: 'custom',
      path: ['limits', 'monthlySpend', 'currency'],
      message: `must be that of ${setting}, ${cost.currency}`,
    });
}

/** Millionths of the currency. */
export function micros({ amount }: Money): number {
  return Math.round(amount * 1_000_000);
}
