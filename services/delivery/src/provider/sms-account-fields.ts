import { z } from 'zod';
import { checkCurrency, country, limitFields, micros, money, regions } from './account-fields.js';
import { providerFields, whole } from './provider-fields.js';
import type { SmsAccountSettings } from './sms-account.js';

/** What every account of text messages is set with. */
export function smsAccountFields<K extends string>(kind: K, usualEndpoint: string, usualPerSecond: number) {
  return {
    ...providerFields(kind, usualEndpoint),
    regions,
    costPerSegment: money,
    limits: z
      .strictObject({
        ...limitFields(usualPerSecond),
        usualCountries: z.array(country).optional(),
        unusualPerHour: whole(1, 1_000_000).default(100),
      })
      .prefault({}),
  };
}

type Fields = z.infer<z.ZodObject<ReturnType<typeof smsAccountFields<string>>>>;

export function checkCurrencies(settings: Pick<Fields, 'limits' | 'costPerSegment'>, context: z.RefinementCtx): void {
  checkCurrency(settings.limits.monthlySpend, settings.costPerSegment, 'costPerSegment', context);
}

export function accountOf({ name, regions: served, costPerSegment, limits }: Fields): SmsAccountSettings {
  return {
    name,
    regions: served,
    connections: limits.connections,
    perSecond: limits.perSecond,
    costPerSegment: { micros: micros(costPerSegment), currency: costPerSegment.currency },
    cap: limits.monthlySpend ? micros(limits.monthlySpend) : null,
    usualCountries: limits.usualCountries ?? ('except' in served ? [] : served),
    unusualPerHour: limits.unusualPerHour,
  };
}
