import { z } from 'zod';

/** Settings of one of two choices: those of the choice that was not made are neither asked for nor kept. */
export const unused = <T>(nothing: T) =>
  z
    .unknown()
    .default(null)
    .transform(() => nothing);

export const kafkaBrokers = z
  .string({ error: 'is required with EVENT_LOG=kafka: host:port, several separated by commas' })
  .regex(/^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/, { error: 'must be host:port, several separated by commas' })
  .transform((text) => text.split(','));

export const kafkaMechanism = z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional();

export const kafkaReplication = z.coerce.number({ error: 'must be 1 to 5' }).int().min(1).max(5).optional();

const NO_MECHANISM = 'needs KAFKA_SASL_MECHANISM, or Kafka would be asked without a login';

/** A login is a mechanism, a user name and a password, or none of the three. */
export const kafkaLogin = (mechanism: string | undefined) =>
  mechanism
    ? z.string({ error: 'is required with KAFKA_SASL_MECHANISM' })
    : z
        .unknown()
        .default(null)
        .refine((given) => given === null, { error: NO_MECHANISM })
        .transform(() => '');
