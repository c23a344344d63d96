import { parseInstant, type Instant } from '@perennial/kernel/instant';
import { z } from 'zod';

/** Kinds of settings that several services read. */
export const port = (fallback: number) =>
  z.coerce.number({ error: 'must be a port, 0 to 65535' }).int().min(0).max(65_535).default(fallback);

export const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number({ error: `must be ${least} to ${most}` })
    .int()
    .min(least)
    .max(most);

export const url = (...protocols: string[]) =>
  z
    .string({ error: `is required: a URL that begins with ${protocols.join(' or ')}//` })
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `must be a URL that begins with ${protocols.join(' or ')}//`,
    });

export const publicUrl = url('http:', 'https:').default('http://127.0.0.1:8080');

/** host:port, or the IPv4 addresses of several replicas, among which calls go round. */
const PEER = /^([\w.-]+:\d{1,5}|\d+(\.\d+){3}:\d{1,5}(,\d+(\.\d+){3}:\d{1,5})+)$/;

export const grpcPeer = (fallback: number) =>
  z
    .string()
    .regex(PEER, { error: 'must be host:port, or the IPv4 addresses of several replicas as a.b.c.d:port,a.b.c.d:port' })
    .default(`127.0.0.1:${fallback}`);

/**
 * 32 bytes in base64, written as <key id>:<key>; the first of a comma-separated list signs or encrypts, all verify or
 * decrypt.
 */
export const keys = z
  .string({
    error: 'is required: <id>:<base64 of 32 bytes>, several separated by commas, the first one is used for new values',
  })
  .transform((text, context) =>
    text.split(',').map((entry) => {
      const [id = '', encoded = ''] = entry.trim().split(':');
      const key = Buffer.from(encoded, 'base64');
      if (!/^[\w-]{1,32}$/.test(id) || key.length !== 32)
        context.addIssue({ code: 'custom', message: 'each key must be <id>:<base64 of 32 bytes>' });
      return { id, key };
    }),
  );

export type Keys = z.infer<typeof keys>;

export const hmacKey = z
  .string({ error: 'is required: the base64 of 32 bytes' })
  .refine((text) => Buffer.from(text, 'base64').length === 32, { error: 'must be the base64 of 32 bytes' });

export const instantText = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: parsed.error });
  return z.NEVER;
});
