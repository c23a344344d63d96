import { z } from 'zod';
import { readEnvironment, type Environment } from './environment.js';
import { grpcPeer, hmacKey, instantText, keys, port, publicUrl, url, type Keys } from './fields.js';

export interface Ports {
  readonly grpc: number;
  readonly ops: number;
}

/** Secrets that only some services need. */
export type Secret = 'LINK_SIGNING_KEYS' | 'FIELD_ENCRYPTION_KEYS' | 'ADDRESS_HMAC_KEY';

/** A secret that a service does not use is neither asked for nor kept. */
const dropped = <T>(nothing: T) => z.unknown().default(null).transform(() => nothing);

/** The settings of one service (surfaces.md, Environment). @param secrets those it needs; the others are empty. */
export function readServiceConfig(environment: Environment, ports: Ports, secrets: readonly Secret[]) {
  const needs = (secret: Secret): boolean => secrets.includes(secret);
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
    SMTP_CONNECTIONS: z.coerce.number({ error: 'must be 1 to 100' }).int().min(1).max(100).default(10),
    SMTP_URL: url('smtp:', 'smtps:').optional(),
    HTTP_PROVIDER_URL: url('http:', 'https:').optional(),
    MAIL_FROM: z.string().regex(/^[^\s<>@]+@[^\s<>@]+$/, { error: 'must be a mail address' }).optional(),
    PUBLIC_URL: publicUrl,
    LINK_SIGNING_KEYS: needs('LINK_SIGNING_KEYS') ? keys : dropped<Keys>([]),
    FIELD_ENCRYPTION_KEYS: needs('FIELD_ENCRYPTION_KEYS') ? keys : dropped<Keys>([]),
    ADDRESS_HMAC_KEY: needs('ADDRESS_HMAC_KEY') ? hmacKey : dropped(''),
    GRPC_REFLECTION: z.enum(['on', 'off']).default('off'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(12),
  }, environment);
}

export type ServiceConfig = ReturnType<typeof readServiceConfig>;
/** Injection token of the validated settings. */
export const SERVICE_CONFIG = Symbol('service-config');
