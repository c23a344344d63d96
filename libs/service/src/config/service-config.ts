import { z } from 'zod';
import { readEnvironment, type Environment } from './environment.js';
import { grpcPeer, hmacKey, instantText, keys, port, publicUrl, url, wholeNumber, type Keys } from './fields.js';
import { kafkaBrokers, kafkaLogin, kafkaMechanism, kafkaReplication, unused } from './kafka-fields.js';

export interface Ports {
  readonly grpc: number;
  readonly ops: number;
}

/** Secrets that only some services need. */
export type Secret = 'LINK_SIGNING_KEYS' | 'FIELD_ENCRYPTION_KEYS' | 'ADDRESS_HMAC_KEY';

/**
 * The settings of one service (surfaces.md, Environment). @param secrets those it needs; the others are empty, as are
 * those of the other event log.
 */
export function readServiceConfig(environment: Environment, ports: Ports, secrets: readonly Secret[]) {
  const needs = (secret: Secret): boolean => secrets.includes(secret);
  const kafka = environment['EVENT_LOG'] === 'kafka';
  const postgresUrl = url('postgres:', 'postgresql:');
  return readEnvironment(
    {
      NODE_ENV: z.string().default('development'),
      DATABASE_URL: postgresUrl,
      EVENT_LOG: z.enum(['postgres', 'kafka'], { error: 'must be kafka or postgres' }).default('postgres'),
      EVENT_LOG_URL: kafka ? unused('') : postgresUrl,
      KAFKA_BROKERS: kafka ? kafkaBrokers : unused<string[]>([]),
      KAFKA_TLS: z.enum(['on', 'off']).default('off'),
      KAFKA_SASL_MECHANISM: kafkaMechanism,
      KAFKA_USERNAME: kafka ? kafkaLogin(environment['KAFKA_SASL_MECHANISM']) : unused(''),
      KAFKA_PASSWORD: kafka ? kafkaLogin(environment['KAFKA_SASL_MECHANISM']) : unused(''),
      KAFKA_REPLICATION: kafkaReplication,
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
      SMTP_BACKUP_URL: url('smtp:', 'smtps:').optional(),
      HTTP_PROVIDER_URL: url('http:', 'https:').optional(),
      PROVIDERS_FILE: z.string().optional(),
      MAIL_FROM: z
        .string()
        .regex(/^[^\s<>@]+@[^\s<>@]+$/, { error: 'must be a mail address' })
        .optional(),
      MAIL_REPLY_TO: z
        .string()
        .regex(/^[^\s<>@]+@[^\s<>@]+$/, { error: 'must be a mail address' })
        .optional(),
      /** Local part of at most 12 characters: a key and its HMAC follow it (RFC 5321, 4.5.3.1.1: 64 in all). */
      MAIL_BOUNCE_ADDRESS: z
        .string()
        .regex(/^[a-z0-9][a-z0-9._-]{0,11}@[a-z0-9][a-z0-9.-]*\.[a-z0-9-]+$/i, {
          error: 'must be a mail address whose local part has at most 12 letters, digits, dots, - or _',
        })
        .optional(),
      MAIL_BOUNCE_SECRET: z
        .string()
        .regex(/^[\w-]{16,100}$/, { error: 'must be 16 to 100 letters, digits, - or _' })
        .optional(),
      MAIL_OPEN_PIXEL: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
      SMTP_TLS: z.enum(['required', 'offered'], { error: 'must be required or offered' }).optional(),
      PUBLIC_URL: publicUrl,
      LINK_SIGNING_KEYS: needs('LINK_SIGNING_KEYS') ? keys : unused<Keys>([]),
      FIELD_ENCRYPTION_KEYS: needs('FIELD_ENCRYPTION_KEYS') ? keys : unused<Keys>([]),
      ADDRESS_HMAC_KEY: needs('ADDRESS_HMAC_KEY') ? hmacKey : unused(''),
      GRPC_REFLECTION: z.enum(['on', 'off']).default('off'),
      LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
      ARCHIVE_AFTER_DAYS: wholeNumber(1, 3_650).default(90),
      ARCHIVE_KEEP_MONTHS: wholeNumber(1, 600).default(84),
      ARCHIVE_KEEP_MESSAGES_MONTHS: wholeNumber(1, 600).default(25),
      DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(12),
    },
    environment,
  );
}

export type ServiceConfig = ReturnType<typeof readServiceConfig>;
/** Injection token of the validated settings. */
export const SERVICE_CONFIG = Symbol('service-config');
