import { parseInstant, type Instant } from '@perennial/kernel/instant';
import { z } from 'zod';
import { readEnvironment, type Environment } from './environment.js';

const port = (fallback: number) => z.coerce.number({ error: 'must be a port, 0 to 65535' }).int().min(0).max(65_535).default(fallback);
const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), { error: `must be a URL that begins with ${protocols.join(' or ')}//` });

const grpcPeer = (fallback: number) => z.string().regex(/^[\w.-]+:\d{1,5}$/, { error: 'must be host:port' }).default(`127.0.0.1:${fallback}`);

/** 32 bytes in base64, written as <key id>:<key>; the first of a comma-separated list signs or encrypts, all verify or decrypt. */
const keys = z
  .string({ error: 'is required: <id>:<base64 of 32 bytes>, several separated by commas, the first one is used for new values' })
  .transform((text, context) => text.split(',').map((entry) => {
    const [id = '', encoded = ''] = entry.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!/^[\w-]{1,32}$/.test(id) || key.length !== 32) context.addIssue({ code: 'custom', message: 'each key must be <id>:<base64 of 32 bytes>' });
    return { id, key };
  }));

const instantText = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: parsed.error });
  return z.NEVER;
});

export interface Ports {
  readonly grpc: number;
  readonly ops: number;
}

/** The settings of one service (surfaces.md, Environment). */
export function readServiceConfig(environment: Environment, ports: Ports) {
  return readEnvironment({
    NODE_ENV: z.string().default('development'),
    DATABASE_URL: url('postgres:', 'postgresql:'),
    EVENT_LOG: z.literal('postgres', { error: 'must be postgres' }).default('postgres'),
    EVENT_LOG_URL: url('postgres:', 'postgresql:'),
    PERENNIAL_CLOCK: z.enum(['system', 'sandbox']).default('system'),
    PERENNIAL_SANDBOX_START: instantText.optional(),
    PERENNIAL_FAILPOINTS: z.string().optional(),
    GRPC_PORT: port(ports.grpc),
    OPS_PORT: port(ports.ops),
    CONTRACTS_GRPC_URL: grpcPeer(50051),
    SCHEDULING_GRPC_URL: grpcPeer(50053),
    DELIVERY_GRPC_URL: grpcPeer(50054),
    PAYMENTS_GRPC_URL: grpcPeer(50055),
    SMTP_URL: url('smtp:', 'smtps:').optional(),
    PUBLIC_URL: url('http:', 'https:').default('http://127.0.0.1:8080'),
    LINK_SIGNING_KEYS: keys,
    FIELD_ENCRYPTION_KEYS: keys,
    ADDRESS_HMAC_KEY: z.string().refine((text) => Buffer.from(text, 'base64').length === 32, { error: 'must be the base64 of 32 bytes' }),
    GRPC_REFLECTION: z.enum(['on', 'off']).default('off'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(12),
  }, environment);
}

export type ServiceConfig = ReturnType<typeof readServiceConfig>;
/** Injection token of the validated settings. */
export const SERVICE_CONFIG = Symbol('service-config');
