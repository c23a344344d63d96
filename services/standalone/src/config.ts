import { readEnvironment, type Environment } from '@perennial/service/config/environment';
import { instantText, port } from '@perennial/service/config/fields';
import { z } from 'zod';

/** The settings of `npm start` (surfaces.md, Environment). Everything else has its default of surfaces.md. */
export function readStandaloneConfig(environment: Environment) {
  return readEnvironment(
    {
      PERENNIAL_DATA: z.string().default('.perennial'),
      PERENNIAL_SAMPLE: z.enum(['ravenstack', 'none']).default('ravenstack'),
      PERENNIAL_CLOCK: z.enum(['sandbox', 'system']).default('sandbox'),
      PERENNIAL_SANDBOX_START: instantText.optional(),
      PERENNIAL_FAILPOINTS: z.string().optional(),
      PERENNIAL_PORT_OFFSET: z.coerce.number().int().min(0).max(15_000).default(0),
      HTTP_PORT: port(8080),
      SMTP_URL: z.string().optional(),
      SMTP_CONNECTIONS: z.string().optional(),
      HTTP_PROVIDER_URL: z.string().optional(),
      PROVIDERS_FILE: z.string().optional(),
      PUBLIC_URL: z.string().optional(),
      LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
    },
    environment,
  );
}

export type StandaloneConfig = ReturnType<typeof readStandaloneConfig>;
