import { readFileSync } from 'node:fs';
import { DomainError, violation } from '@perennial/kernel/violation';
import type { Provider } from './provider.js';
import { readProviderFile } from './provider-file.js';
import type { ProviderTools } from './provider-kind.js';
import { PROVIDER_KINDS } from './provider-kinds.js';

/**
 * The providers that a file names, in its order; none without a file.
 * @throws DomainError INVALID_CONFIGURATION when it cannot be read, or for what stands in it.
 */
export function openFileProviders(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  tools: ProviderTools,
): Provider[] {
  if (file === undefined) return [];
  return readProviderFile(textOf(file), file, environment, PROVIDER_KINDS).map(({ kind, settings }) =>
    kind.open(settings, tools),
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const message = `PROVIDERS_FILE ${file} cannot be read: ${(error as Error).message}`;
    throw new DomainError('INVALID_CONFIGURATION', message, {
      violations: [violation('PROVIDERS_FILE', 'unknown_value', message)],
      cause: error,
    });
  }
}
