import { isSupportedCountry } from 'libphonenumber-js/min';
import { currencyExponent } from '@perennial/kernel/currency';
import { z } from 'zod';
import type { SmsAccountSettings } from './sms-account.js';

const country = z
  .string({ error: 'must be a country, ISO 3166-1 alpha-2 in upper case' })
  .refine(isSupportedCountry, { error: 'must be a country, ISO 3166-1 alpha-2 in upper case' });

const money = z.strictObject({
  amount: z.number({ error: 'must be a number, 0 or more' }).nonnegative({ error: 'must be a number, 0 or more' }),
  currency: z
    .string({ error: 'must be an ISO 4217 currency' })
    .refine((code) => currencyExponent(code) !== undefined, { error: 'must be an ISO 4217 currency' }),
});

const endpoint = z
  .string({ error: 'must be an http or https URL without a path' })
  .refine((text) => URL.canParse(text) && /^https?:\/\/[^/?#@]+\/?$/.test(text), {
    error: 'must be an http or https URL without a path',
  });

const whole = (least: number, most: number) =>
  z
    .number({ error: `must be ${least} to ${most}` })
    .int()
    .min(least)
    .max(most);

/** What every account of text messages is set with. */
export function smsAccountFields<K extends string>(kind: K, usualEndpoint: string, usualPerSecond: number) {
  return {
    kind: z.literal(kind),
    name: z
      .string({ error: 'is required: lower-case letters, digits and hyphens' })
      .regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'must be 1 to 32 lower-case letters, digits and hyphens' }),
    endpoint: endpoint.default(usualEndpoint),
    regions: z.union([z.array(country).min(1), z.strictObject({ except: z.array(country).min(1) })], {
      error: 'must be a list of countries, or except: with one',
    }),
    costPerSegment: money,
    limits: z
      .strictObject({
        connections: whole(1, 100).default(16),
        perSecond: z
          .number({ error: 'must be 0.1 to 5000' })
          .min(0.1, { error: 'must be 0.1 to 5000' })
          .max(5_000, { error: 'must be 0.1 to 5000' })
          .default(usualPerSecond),
        monthlySpend: money.optional(),
        usualCountries: z.array(country).optional(),
        unusualPerHour: whole(1, 1_000_000).default(100),
      })
      .prefault({}),
  };
}

type Fields = z.infer<z.ZodObject<ReturnType<typeof smsAccountFields<string>>>>;

/** The cap is in the currency that segments cost: nothing converts one into another. */
export function checkCurrencies(settings: Pick<Fields, 'limits' | 'costPerSegment'>, context: z.RefinementCtx): void {
  const { monthlySpend } = settings.limits;
  if (monthlySpend && monthlySpend.currency !== settings.costPerSegment.currency)
    context.addIssue({
      code: 'custom',
      path: ['limits', 'monthlySpend', 'currency'],
      message: `must be that of costPerSegment, ${settings.costPerSegment.currency}`,
    });
}

export function accountOf({ name, regions, costPerSegment, limits }: Fields): SmsAccountSettings {
  const micros = (amount: number): number => Math.round(amount * 1_000_000);
  return {
    name,
    regions,
    connections: limits.connections,
    perSecond: limits.perSecond,
    costPerSegment: { micros: micros(costPerSegment.amount), currency: costPerSegment.currency },
    cap: limits.monthlySpend ? micros(limits.monthlySpend.amount) : null,
    usualCountries: limits.usualCountries ?? ('except' in regions ? [] : regions),
    unusualPerHour: limits.unusualPerHour,
  };
}
