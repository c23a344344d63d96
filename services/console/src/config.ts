import { grpcPeer, port, publicUrl, url } from '@perennial/service/config/fields';
import { readEnvironment, type Environment } from '@perennial/service/config/environment';
import { z } from 'zod';

const participants = z
  .string()
  .regex(/^[\w-]+=https?:\/\/[^,]+(,[\w-]+=https?:\/\/[^,]+)*$/, {
    error: 'must be <name>=<url of an ops port>, several separated by commas',
  })
  .default(
    'contracts=http://127.0.0.1:9101,scheduling=http://127.0.0.1:9103,delivery=http://127.0.0.1:9104,payments=http://127.0.0.1:9105',
  )
  .transform((text) =>
    text.split(',').map((entry) => {
      const at = entry.indexOf('=');
      return { name: entry.slice(0, at), url: entry.slice(at + 1) };
    }),
  );

const hosts = z
  .string()
  .regex(/^([\w.-]+|\[[\da-f:]+\])(,([\w.-]+|\[[\da-f:]+\]))*$/i, {
    error: 'must be host names without ports, separated by commas',
  })
  .optional()
  .transform((text) => text?.split(',') ?? []);

/** The settings of the console (surfaces.md, Environment). */
export function readConsoleConfig(environment: Environment) {
  return readEnvironment(
    {
      NODE_ENV: z.string().default('development'),
      HTTP_PORT: port(8080),
      OPS_PORT: port(9107),
      PERENNIAL_CLOCK: z.enum(['system', 'sandbox']).default('system'),
      PUBLIC_URL: publicUrl,
      /** Further names by which the console is called, separated by commas. */
      HTTP_HOSTS: hosts,
      CONTRACTS_GRPC_URL: grpcPeer(50051),
      SCHEDULING_GRPC_URL: grpcPeer(50053),
      DELIVERY_GRPC_URL: grpcPeer(50054),
      PAYMENTS_GRPC_URL: grpcPeer(50055),
      /** Whose clocks /sandbox/clock walks: name=ops URL, separated by commas. */
      SANDBOX_PARTICIPANTS: participants,
      /** Where mails can be read in a try-out; the overview links there. */
      MAIL_CATCHER_URL: url('http:', 'https:').optional(),
      LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    },
    environment,
  );
}

export type ConsoleConfig = ReturnType<typeof readConsoleConfig>;
