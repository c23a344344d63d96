import type { z } from 'zod';
import type { Provider } from './provider.js';
import type { SmsTools } from './sms-account.js';

/** What providers of a file are opened with. */
export interface ProviderTools extends SmsTools {
  /** Begins with what providers are told to call back. */
  readonly publicUrl: string;
}

/** A setting that names a variable of the environment, as `${NAME}`, and is its value. */
export type Secret = z.ZodType<string, string>;

/** One kind of provider: how it is set, and how it is opened. */
export interface ProviderKind {
  readonly kind: string;
  schema(secret: Secret): z.ZodType;
  open(settings: unknown, tools: ProviderTools): Provider;
}

/** @param kind whose settings are those of its schema: they were read with it. */
export function providerKind<S>(kind: {
  readonly kind: string;
  readonly schema: (secret: Secret) => z.ZodType<S>;
  readonly open: (settings: S, tools: ProviderTools) => Provider;
}): ProviderKind {
  return { ...kind, open: (settings, tools) => kind.open(settings as S, tools) };
}
