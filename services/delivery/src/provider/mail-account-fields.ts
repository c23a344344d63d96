import { z } from 'zod';
import { checkCurrency, limitFields, micros, money, regions } from './account-fields.js';
import type { MailProviderSettings } from './mail-provider.js';
import { namedFields } from './provider-fields.js';

/** What every account of mails is set with. */
export function mailAccountFields<K extends string>(kind: K, usualPerSecond: number) {
  return {
    ...namedFields(kind),
    regions: regions.optional(),
    costPerMessage: money,
    limits: z.strictObject(limitFields(usualPerSecond)).prefault({}),
  };
}

type Fields = z.infer<z.ZodObject<ReturnType<typeof mailAccountFields<string>>>>;

export function checkMailCurrency(
  { limits, costPerMessage }: Pick<Fields, 'limits' | 'costPerMessage'>,
  context: z.RefinementCtx,
): void {
  checkCurrency(limits.monthlySpend, costPerMessage, 'costPerMessage', context);
}

export function mailAccountOf(
  { name, costPerMessage, limits, regions: served }: Fields,
  endpoint: string,
): MailProviderSettings {
  return {
    name,
    regions: served,
    endpoint,
    connections: limits.connections,
    perSecond: limits.perSecond,
    costPerMessage: { micros: micros(costPerMessage), currency: costPerMessage.currency },
    cap: limits.monthlySpend ? micros(limits.monthlySpend) : null,
  };
}
