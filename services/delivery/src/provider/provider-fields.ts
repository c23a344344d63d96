import { z } from 'zod';

export const endpoint = z
  .string({ error: 'must be an http or https URL without a path' })
  .refine((text) => URL.canParse(text) && /^https?:\/\/[^/?#@]+\/?$/.test(text), {
    error: 'must be an http or https URL without a path',
  });

/** A whole number of a range. */
export const whole = (least: number, most: number) =>
  z
    .number({ error: `must be ${least} to ${most}` })
    .int()
    .min(least)
    .max(most);

/** What every provider of a file is set with, wherever it is. */
export function namedFields<K extends string>(kind: K) {
  return {
    kind: z.literal(kind),
    name: z
      .string({ error: 'is required: lower-case letters, digits and hyphens' })
      .regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'must be 1 to 32 lower-case letters, digits and hyphens' }),
  };
}

/** What every provider of one address is set with. */
export function providerFields<K extends string>(kind: K, usualEndpoint: string) {
  return { ...namedFields(kind), endpoint: endpoint.default(usualEndpoint) };
}
